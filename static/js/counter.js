// How many characters are left, counted as the server counts: cleaned, in NFC, code points.
(function () {
  // What texts/cleaning.py takes out.
  var UNSEEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;
  var FEW = 0.1;
  var PAUSE = 1000;
  var timer;

  function length(field) {
    var text = field.value.replace(UNSEEN, "").normalize("NFC");
    if (field.tagName === "INPUT") text = text.replace(/\s+/g, " ");
    return Array.from(text.trim()).length;
  }

  function show(counter) {
    var left = counter.dataset.limit - length(document.getElementById(counter.dataset.counterOf));
    var number = Math.abs(left);
    var sentence = counter.dataset[(left < 0 ? "over" : "left") + (number === 1 ? "One" : "")];
    counter.textContent = sentence.replace("#", number.toLocaleString(document.documentElement.lang));
    counter.classList.toggle("field__counter--over", left < 0);
    return left;
  }

  document.addEventListener("input", function (event) {
    var counter = document.querySelector('[data-counter-of="' + event.target.id + '"]');
    if (!counter) return;
    var left = show(counter);
    clearTimeout(timer);
    if (left > counter.dataset.limit * FEW) return;
    timer = setTimeout(function () { announce(counter.textContent); }, PAUSE);
  });

  document.querySelectorAll("[data-counter-of]").forEach(function (counter) {
    if (document.getElementById(counter.dataset.counterOf).value) show(counter);
  });
})();
