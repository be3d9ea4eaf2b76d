(function () {
  'use strict';
  var list = document.getElementById('images');
  if (!list) { return; }
  var items = Array.prototype.slice.call(list.children);
  function byId(id) { return document.getElementById(id); }
  var find = byId('find');
  var least = byId('least');
  var most = byId('most');
  var order = byId('order');
  var count = byId('count');
  var save = byId('save');
  var large = document.createElement('dialog');
  large.appendChild(document.createElement('img'));
  large.appendChild(document.createElement('p'));
  document.body.appendChild(large);
  function name(item) { return item.getAttribute('data-name') || ''; }
  function score(item) { return Number(item.getAttribute('data-score')); }
  function picked() {
    return items.filter(function (item) { return item.querySelector('.pick input').checked; });
  }
  // No character of this script means something to an XML parser: the page is one, too.
  function inRange(value, low, high) { return Math.min(Math.max(value, low), high) === value; }
  function show() {
    var text = find.value.toLowerCase();
    var low = least.value === '' ? -Infinity : Number(least.value);
    var high = most.value === '' ? Infinity : Number(most.value);
    var shown = 0;
    items.forEach(function (item) {
      var named = text === '' || name(item).toLowerCase().indexOf(text) !== -1;
      var hit = named ? inRange(score(item), low, high) : false;
      item.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    count.textContent = shown === items.length ? '' : shown + ' of ' + items.length + ' shown';
  }
  function sort() {
    var sorted = items.slice();
    if (order.value === 'low') { sorted.reverse(); }
    if (order.value === 'name') {
      sorted.sort(function (a, b) { return name(a).localeCompare(name(b), undefined, { numeric: true }); });
    }
    sorted.forEach(function (item) { list.appendChild(item); });
  }
  function label() {
    var n = picked().length;
    save.disabled = n === 0;
    save.textContent = n === 0 ? 'Save selection' : 'Save selection (' + n + ')';
  }
  function field(text) { return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; }
  function download() {
    var rows = picked().map(function (item) {
      return field(name(item)) + ',' + item.getAttribute('data-score');
    });
    var link = document.createElement('a');
    var csv = new Blob(['image,score\n' + rows.join('\n') + '\n'], { type: 'text/csv' });
    link.setAttribute('href', URL.createObjectURL(csv));
    link.setAttribute('download', 'selection.csv');
    link.click();
  }
  function open(item) {
    var small = item.querySelector('img');
    if (!small) { return; }
    var picture = large.querySelector('img');
    picture.onerror = function () { picture.onerror = null; picture.src = small.src; };
    picture.src = item.getAttribute('data-file');
    picture.alt = small.alt;
    large.querySelector('p').textContent = item.querySelector('figcaption').textContent;
    large.showModal();
  }
  [find, least, most].forEach(function (input) { input.addEventListener('input', show); });
  order.addEventListener('change', sort);
  save.addEventListener('click', download);
  list.addEventListener('change', label);
  items.forEach(function (item) {
    var picture = item.querySelector('img');
    if (!picture) { return; }
    picture.tabIndex = 0;
    picture.setAttribute('role', 'button');
    picture.addEventListener('click', function () { open(item); });
    picture.addEventListener('keydown', function (event) { if (event.key === 'Enter') { open(item); } });
  });
  large.addEventListener('click', function () { large.close(); });
  Array.prototype.forEach.call(document.querySelectorAll('.controls'), function (c) { c.hidden = false; });
  label();
}());
