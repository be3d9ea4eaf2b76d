// Draws the API's description so that a person can read it.

function make(name, text, ...children) {
  const made = document.createElement(name);
  if (text) { made.textContent = text; }
  made.append(...children);
  return made;
}

function table(rows) {
  const body = make('tbody', '', ...rows.map((cells) => make('tr', '', ...cells.map((cell) => make('td', cell)))));
  const place = make('div', '', make('table', '', body));
  place.className = 'scroll';
  return place;
}

function described(parameter) {
  const values = parameter.schema.enum ? `${parameter.schema.enum.join(' or ')}. ` : '';
  return [parameter.name, parameter.in, values + (parameter.description || '')];
}

document.getElementById('curl').textContent = [
  `curl --data-binary @photo.jpg ${location.origin}/v1/scores`,
  `curl -H 'Accept: text/csv' -F file=@one.jpg -F file=@two.jpg ${location.origin}/v1/scores`,
].join('\n');

const api = await (await fetch('/openapi.json')).json();
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, what] of Object.entries(methods)) {
    if (method === 'parameters') { continue; }
    const section = make('section', '', make('h2', `${method.toUpperCase()} ${path}`), make('p', what.summary));
    if (what.description) { section.append(make('p', what.description)); }
    const parameters = [...(methods.parameters || []), ...(what.parameters || [])];
    if (parameters.length > 0) { section.append(table(parameters.map(described))); }
    if (what.requestBody) { section.append(make('p', `Body: ${Object.keys(what.requestBody.content).join(', ')}`)); }
    section.append(table(Object.entries(what.responses).map(([status, answer]) =>
      [status, answer.description, Object.keys(answer.content || {}).join(', ')])));
    document.getElementById('routes').append(section);
  }
}
