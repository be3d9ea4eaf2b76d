(function () {
  'use strict';
  var list = document.getElementById('images');
  if (!list) { return; }
  var PAGE = 200;
  function byId(id) { return document.getElementById(id); }
  function make(tag, kind, text) {
    var element = document.createElement(tag);
    if (kind) { element.className = kind; }
    if (text) { element.textContent = text; }
    return element;
  }
  var find = byId('find');
  var least = byId('least');
  var most = byId('most');
  var order = byId('order');
  var count = byId('count');
  var save = byId('save');
  var all = byId('all');
  var large = make('dialog');
  large.appendChild(make('img'));
  large.appendChild(make('p'));
  document.body.appendChild(large);

  // Images in the page have their element; the others are made when their page is shown.
  var rows = Array.prototype.map.call(list.children, function (item) {
    return {
      name: item.getAttribute('data-name') || '',
      score: Number(item.getAttribute('data-score')),
      file: item.getAttribute('data-file'),
      item: item
    };
  });
  var data = byId('rows');
  if (data) {
    var listed = JSON.parse(data.textContent);
    listed.rows.forEach(function (row) {
      var folder = listed.folders[row[0]];
      rows.push({
        name: folder[0] + row[1],
        score: row[2],
        file: folder[1] + encodeURIComponent(row[1]),
        percentile: row[3],
        low: row[4],
        high: row[5],
        strange: row[6]
      });
    });
    byId('by-score').textContent = rows.length.toLocaleString('en') + ' images';
  }
  rows.sort(function (a, b) { return b.score - a.score; });
  var matches = rows;
  var page = 0;

  function caption(row) {
    var text = make('figcaption');
    text.appendChild(make('span', 'score', row.score.toFixed(3)));
    if (typeof row.low === 'number') {
      text.append(' ', make('span', 'interval', row.low.toFixed(2) + ' to ' + row.high.toFixed(2)));
    }
    if (row.strange) { text.append(' ', make('strong', 'strange', 'of another kind')); }
    text.append(' ', make('span', 'percentile', 'percentile ' + row.percentile));
    var name = make('span', 'name', row.name.split(/[\\/]/).pop());
    name.title = row.name;
    text.appendChild(name);
    var pick = make('label', 'pick');
    var box = make('input');
    box.type = 'checkbox';
    pick.append(box, ' select');
    text.appendChild(pick);
    return text;
  }
  function element(row) {
    var item = row.item;
    if (!item) {
      item = make('li');
      var figure = make('figure');
      var picture = make('img');
      picture.loading = 'lazy';
      picture.alt = row.name;
      picture.onerror = function () { picture.replaceWith(make('div', 'gone', 'cannot be shown')); };
      picture.src = row.file;
      figure.append(picture, caption(row));
      item.appendChild(figure);
    }
    item.row = row;
    item.querySelector('.pick input').checked = row.picked === true;
    var image = item.querySelector('img');
    if (image) {
      image.tabIndex = 0;
      image.setAttribute('role', 'button');
    }
    return item;
  }
  function pages() { return Math.max(1, Math.ceil(matches.length / PAGE)); }
  function draw() {
    list.textContent = '';
    list.append.apply(list, matches.slice(page * PAGE, (page + 1) * PAGE).map(element));
    byId('pages').hidden = pages() === 1;
    byId('page').textContent = 'page ' + (page + 1) + ' of ' + pages();
    byId('previous').disabled = page === 0;
    byId('next').disabled = page + 1 === pages();
    count.textContent = matches.length === rows.length
      ? '' : matches.length.toLocaleString('en') + ' of ' + rows.length.toLocaleString('en') + ' shown';
    label();
  }
  // No character of this script means something to an XML parser: the page is one, too.
  function inRange(value, low, high) { return Math.min(Math.max(value, low), high) === value; }
  function show() {
    var text = find.value.toLowerCase();
    var low = least.value === '' ? -Infinity : Number(least.value);
    var high = most.value === '' ? Infinity : Number(most.value);
    matches = rows.filter(function (row) {
      var named = text === '' || row.name.toLowerCase().indexOf(text) !== -1;
      return named ? inRange(row.score, low, high) : false;
    });
    if (order.value === 'low') { matches = matches.slice().reverse(); }
    if (order.value === 'name') {
      var names = new Intl.Collator(undefined, { numeric: true });
      matches = matches.slice().sort(function (a, b) { return names.compare(a.name, b.name); });
    }
    page = 0;
    draw();
  }
  function picked() { return rows.filter(function (row) { return row.picked; }); }
  function allPicked() { return matches.length !== 0 ? matches.every(function (row) { return row.picked; }) : false; }
  function label() {
    var n = picked().length;
    save.disabled = n === 0;
    save.textContent = n === 0 ? 'Save selection' : 'Save selection (' + n.toLocaleString('en') + ')';
    all.disabled = matches.length === 0;
    all.textContent = (allPicked() ? 'Deselect all ' : 'Select all ') + matches.length.toLocaleString('en');
  }
  function field(text) { return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; }
  function download() {
    var lines = picked().map(function (row) {
      return field(row.name) + ',' + (row.item ? row.item.getAttribute('data-score') : row.score);
    });
    var link = make('a');
    var csv = new Blob(['image,score\n' + lines.join('\n') + '\n'], { type: 'text/csv' });
    link.setAttribute('href', URL.createObjectURL(csv));
    link.setAttribute('download', 'selection.csv');
    link.click();
  }
  function open(item) {
    var small = item.querySelector('img');
    if (!small) { return; }
    var picture = large.querySelector('img');
    picture.onerror = function () { picture.onerror = null; picture.src = small.src; };
    picture.src = item.row.file;
    picture.alt = small.alt;
    large.querySelector('p').textContent = item.querySelector('figcaption').textContent;
    large.showModal();
  }
  function turn(by) {
    page += by;
    draw();
    byId('by-score').scrollIntoView();
  }
  [find, least, most].forEach(function (input) { input.addEventListener('input', show); });
  order.addEventListener('change', show);
  save.addEventListener('click', download);
  all.addEventListener('click', function () {
    var to = !allPicked();
    matches.forEach(function (row) { row.picked = to; });
    draw();
  });
  byId('previous').addEventListener('click', function () { turn(-1); });
  byId('next').addEventListener('click', function () { turn(1); });
  list.addEventListener('change', function (event) {
    event.target.closest('li').row.picked = event.target.checked;
    label();
  });
  function opened(event) { if (event.target.tagName === "IMG") { open(event.target.closest('li')); } }
  list.addEventListener('click', opened);
  list.addEventListener('keydown', function (event) { if (event.key === 'Enter') { opened(event); } });
  large.addEventListener('click', function () { large.close(); });
  Array.prototype.forEach.call(document.querySelectorAll('.controls'), function (c) { c.hidden = false; });
  draw();
}());
