(function () {
  'use strict';
  var list = document.getElementById('images');
  if (!list) { return; }
  var items = Array.prototype.slice.call(list.children);
  var find = document.getElementById('find');
  var order = document.getElementById('order');
  var count = document.getElementById('count');
  function name(item) { return item.getAttribute('data-name') || ''; }
  function show() {
    var text = find.value.toLowerCase();
    var shown = 0;
    items.forEach(function (item) {
      var hit = text === '' || name(item).toLowerCase().indexOf(text) !== -1;
      item.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    count.textContent = text === '' ? '' : shown + ' found';
  }
  function sort() {
    var sorted = items.slice();
    if (order.value === 'low') { sorted.reverse(); }
    if (order.value === 'name') {
      sorted.sort(function (a, b) { return name(a).localeCompare(name(b), undefined, { numeric: true }); });
    }
    sorted.forEach(function (item) { list.appendChild(item); });
  }
  find.addEventListener('input', show);
  order.addEventListener('change', sort);
  Array.prototype.forEach.call(document.querySelectorAll('.controls'), function (c) { c.hidden = false; });
}());
