// What a browser can say about a page that axe does not ask: each function returns a list of findings.
(() => {
  const name = (element) => {
    const text = (element.getAttribute("aria-label") || element.textContent || element.name || "").trim().replace(/\s+/g, " ");
    const type = element.className && typeof element.className === "string" ? "." + element.className.split(" ")[0] : "";
    return `${element.localName}${type} “${text.slice(0, 40)}”`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const all = (selector, root = document) => [...root.querySelectorAll(selector)].filter(shown);
  // Text for screen readers alone is one pixel wide.
  const tiny = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const box = at.getBoundingClientRect();
      if (getComputedStyle(at).position === "absolute" && box.width <= 1 && box.height <= 1) return true;
    }
    return false;
  };
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && parent && shown(parent) && !tiny(parent)) found.push(walker.currentNode);
    }
    return found;
  };
  const scrolled = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const sideways = () => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    // Half pixels of enlarged text are rounded up.
    if (wide <= 1) return [];
    const edge = document.documentElement.clientWidth;
    const right = (element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return Math.max(element.getBoundingClientRect().right, range.getBoundingClientRect().right);
    };
    const outside = all("body *").filter((one) => right(one) > edge + 0.5 && !scrolled(one) && !tiny(one));
    return [`scrolls sideways by ${wide} px: ${outside.slice(-3).map(name).join(", ")}`];
  };
  const frame = () => {
    const count = (selector, least, most) => {
      const there = all(selector).length;
      return there < least || there > most ? [`${there} × ${selector}`] : [];
    };
    return [
      ...count("h1", 1, 1), ...count("main, [role=main]", 1, 1), ...count("html[lang]:not([lang=''])", 1, 1),
      ...(document.title.trim() ? [] : ["no title"]),
    ];
  };
  const names = () => {
    const plain = (text) => text.toLowerCase().replace(/[\s\u00ad]+/g, "");
    return all("a[href], button, summary, [role=button], [role=link], input[type=submit]").flatMap((element) => {
      const seen = element.localName === "input" ? element.value : texts(element).map((text) => text.data).join("");
      if (!element.computedName.trim()) return [`without a name: ${name(element)}`];
      return plain(element.computedName).includes(plain(seen)) ? [] : [`seen “${seen.trim()}”, announced “${element.computedName}”`];
    });
  };
  const small = () => all(".button, .action").flatMap((element) => {
    const box = element.getBoundingClientRect();
    return box.height < 43.5 || box.width < 43.5 ? [`button of ${Math.round(box.width)} × ${Math.round(box.height)} px: ${name(element)}`] : [];
  });
  const clipped = () => [...new Set(texts(document.body).map((text) => text.parentElement))].flatMap((element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      // Shortened on purpose to a number of lines, or made to be scrolled.
      if (at.closest("svg") || scrolled(at) || style.webkitLineClamp !== "none") return [];
      const cut = (hides(style.overflowX) && at.scrollWidth > at.clientWidth + 1) || (hides(style.overflowY) && at.scrollHeight > at.clientHeight + 1);
      if (cut && at.clientWidth > 1) return [`cut off: ${name(at)}`];
    }
    return [];
  });
  const overlapping = () => {
    const shortened = (text) => getComputedStyle(text.parentElement).webkitLineClamp !== "none";
    const boxes = texts(document.body).filter((text) => !text.parentElement.closest("svg, select") && !shortened(text)).flatMap((text) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return [...range.getClientRects()].filter((box) => box.width > 2).map((box) => ({ box, text }));
    });
    boxes.sort((one, other) => one.box.top - other.box.top);
    const found = new Set();
    boxes.forEach((one, index) => {
      for (let next = index + 1; next < boxes.length && boxes[next].box.top < one.box.bottom - 6; next++) {
        const other = boxes[next];
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
        // Lines of large type have boxes taller than their lines: a third of the smaller one must be covered.
        if (other.text !== one.text && across > 3 && down > Math.min(one.box.height, other.box.height) / 2)
          found.add(`“${one.text.data.trim().slice(0, 30)}” under “${other.text.data.trim().slice(0, 30)}”`);
      }
    });
    return [...found];
  };
  const sticky = () => {
    const stuck = all("body *").filter((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position));
    return stuck.filter((one) => one.getBoundingClientRect().height > innerHeight / 3).map((one) => `stays and covers: ${name(one)}`);
  };
  const moving = () => {
    const moves = (style) => style.animationName !== "none" || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0);
    const elements = all("*").filter((one) => moves(getComputedStyle(one))).map((one) => `moves: ${name(one)}`);
    return getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? ["scrolls smoothly", ...elements] : elements;
  };
  const bordered = () => all(".button, .action, button, input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select, textarea").flatMap((one) => {
    const style = getComputedStyle(one);
    return tiny(one) || (style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) > 0) ? [] : [`no border: ${name(one)}`];
  });
  const marked = () => all("[aria-current]").flatMap((one) => {
    const style = getComputedStyle(one);
    const edge = ["Top", "Right", "Bottom", "Left"].some((side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0);
    const told = edge || style.fontWeight >= 650 || style.textDecorationLine !== "none" || style.outlineStyle !== "none";
    return told || one.closest("ol, nav.breadcrumb") ? [] : [`current only by colour: ${name(one)}`];
  });

  const look = (element) => {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === "none" ? "" : style.outline;
    return [outline, style.boxShadow, style.borderColor, style.backgroundColor, style.stroke, style.strokeWidth].join();
  };
  // A custom radio shows its focus on its label, an area of a map on its shape.
  const around = (element) => [element, element.nextElementSibling, element.parentElement, element.labels?.[0], ...element.children].filter(Boolean);
  const before = new Map();
  const order = new Map();
  const remember = () => {
    [...document.querySelectorAll("*")].forEach((one, index) => order.set(one, index));
    document.activeElement?.blur();
    document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]").forEach((one) => around(one).forEach((near) => before.set(near, look(near))));
    return [];
  };
  // Where the focus is now: [place in the document, what is wrong there], or null on the page itself.
  const focused = () => {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    const wrong = [];
    if (!around(element).some((near) => before.get(near) !== look(near))) wrong.push(`focus not to be seen: ${name(element)}`);
    const box = [...element.getClientRects()].find((one) => one.width > 0) || element.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right - left < 1 || bottom - top < Math.min(box.height, 12)) wrong.push(`focus outside of the window: ${name(element)}`);
    else if (!element.closest("svg")) {
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      if (hit && !element.contains(hit) && !hit.contains(element) && hit.closest("label")?.control !== element) wrong.push(`focus covered by ${name(hit)}: ${name(element)}`);
    }
    return [order.get(element) ?? -1, wrong];
  };
  return { sideways, frame, names, small, clipped, overlapping, sticky, moving, bordered, marked, remember, focused };
})()
