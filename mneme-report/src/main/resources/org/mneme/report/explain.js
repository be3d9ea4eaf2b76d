(function () {
  'use strict';
  var layers = document.querySelector('.layers');
  var readout = document.querySelector('.readout');
  var strength = document.getElementById('strength');
  var shown = document.getElementById('strength-shown');
  var methods = Array.prototype.slice.call(document.querySelectorAll('.method'));
  var choices = Array.prototype.slice.call(document.querySelectorAll('input[name=method]'));
  function map(method) { return document.getElementById('map-' + method.getAttribute('data-method')); }
  function current() {
    var chosen = choices.filter(function (c) { return c.checked; })[0];
    return methods.filter(function (m) { return !chosen || m.getAttribute('data-method') === chosen.value; })[0];
  }
  function show() {
    methods.forEach(function (m) {
      var on = m === current();
      m.hidden = !on;
      map(m).hidden = !on;
      map(m).style.opacity = strength.value / 100;
    });
    shown.textContent = strength.value + ' %';
    readout.textContent = '';
  }
  strength.addEventListener('input', show);
  choices.forEach(function (c) { c.addEventListener('change', show); });
  document.getElementById('natural').addEventListener('change', function () {
    layers.classList.toggle('natural', this.checked);
  });
  layers.addEventListener('pointermove', function (event) {
    var method = current();
    var values = JSON.parse(map(method).getAttribute('data-values'));
    var box = map(method).getBoundingClientRect();
    var row = Math.floor((event.clientY - box.top) / box.height * values.length);
    var cells = values[row];
    var value = cells && cells[Math.floor((event.clientX - box.left) / box.width * cells.length)];
    readout.textContent = value === undefined ? 'Outside the map: the network does not see this place.'
      : 'Here: ' + (value < 0 ? '\u2212' : '+') + Math.abs(value).toFixed(4);
  });
  layers.addEventListener('pointerleave', function () { readout.textContent = ''; });
  Array.prototype.forEach.call(document.querySelectorAll('.controls'), function (c) { c.hidden = false; });
  show();
}());
