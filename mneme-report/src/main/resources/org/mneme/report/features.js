"use strict";
(() => {
  const shown = document.querySelector(".shown");
  const circles = document.querySelectorAll(".sheet circle");
  if (!shown) return;
  shown.hidden = false;
  const hint = "Point at a dot, or tap it, to see its picture.";
  shown.textContent = hint;
  const show = circle => {
    const text = document.createElement("div");
    const score = document.createElement("div");
    score.className = "score";
    score.textContent = circle.dataset.score;
    const name = document.createElement("div");
    name.className = "name";
    name.textContent = circle.dataset.name;
    text.append(score, name);
    shown.replaceChildren();
    if (circle.dataset.picture) {
      const picture = document.createElement("img");
      picture.src = circle.dataset.picture;
      picture.alt = circle.dataset.name;
      shown.append(picture);
    }
    shown.append(text);
  };
  for (const circle of circles) {
    circle.tabIndex = 0;
    for (const event of ["pointerenter", "focus", "click"]) {
      circle.addEventListener(event, () => show(circle));
    }
  }
})();
