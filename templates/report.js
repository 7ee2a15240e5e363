// The document is whole without this: it only makes it quicker to find one's way.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const said = one("said");
  const say = (text) => { said.textContent = ""; said.textContent = text; };
  const make = (tag, text, attributes = {}) => {
    const node = document.createElement(tag);
    node.textContent = text;
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  document.documentElement.classList.add("js");

  // Unfold what leads to a place, and go there.

  const unfold = (node) => {
    for (let up = node; up; up = up.parentElement) if (up.localName === "details") up.open = true;
  };
  const reach = (clear) => {
    const id = location.hash.slice(1);
    const node = id && one(id);
    if (!node) return;
    if (clear) all(".tools").filter((tools) => one(tools.dataset.for).contains(node)).forEach(reset);
    unfold(node);
    node.scrollIntoView();
  };

  // Search and filter: what does not fit goes off the screen, never off the paper.

  const texts = new WeakMap();
  const read = (node) => {
    if (!texts.has(node)) texts.set(node, node.textContent.toLowerCase());
    return texts.get(node);
  };
  const entries = (name, root) =>
    name === "findings" ? all(".finding", root) : all("tbody tr, .packages li", root);
  const unfolded = new Map();

  function choose(tools) {
    const root = one(tools.dataset.for);
    const words = tools.querySelector("input").value.toLowerCase().split(/\s+/).filter(Boolean);
    const picked = all("select", tools).filter((select) => select.value);
    const marks = picked.filter((select) => select.id !== "find-install").map((select) => select.value);
    const install = picked.find((select) => select.id === "find-install");
    const chosen = words.length + picked.length > 0;
    const every = entries(tools.dataset.for, root);
    let count = 0;
    for (const entry of every) {
      const kinds = marks.length ? entry.dataset.f.split(" ") : [];
      const fits = marks.every((mark) => kinds.includes(mark))
        && (!install || entry.dataset.i.split("|").includes(install.value))
        && (!words.length || words.every((word) => read(entry).includes(word)));
      entry.classList.toggle("off", !fits);
      count += fits;
    }
    for (const fold of all(".fold", root)) {
      const held = entries(tools.dataset.for, fold);
      if (!held.length) continue;
      if (!unfolded.has(fold)) unfolded.set(fold, fold.open);
      const fits = held.some((entry) => !entry.classList.contains("off"));
      fold.classList.toggle("off", !fits);
      fold.open = chosen ? fits : unfolded.get(fold);
    }
    for (const part of all(".group, .scroll", root)) {
      const held = entries(tools.dataset.for, part);
      part.classList.toggle("off", held.length > 0 && held.every((entry) => entry.classList.contains("off")));
    }
    root.classList.toggle("chosen", chosen);
    tools.querySelector(".found").textContent = chosen
      ? `${count.toLocaleString("en")} of ${every.length.toLocaleString("en")} shown` : "";
  }

  function reset(tools) {
    all("input, select", tools).forEach((field) => { field.value = ""; });
    choose(tools);
  }

  for (const tools of all(".tools")) {
    const root = one(tools.dataset.for);
    let wait;
    tools.hidden = false;
    tools.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(choose, 120, tools);
    });
    tools.addEventListener("click", (event) => {
      const wanted = event.target.dataset.do;
      if (wanted === "clear") {
        reset(tools);
        tools.querySelector("input").focus();
      }
      if (wanted === "expand" || wanted === "collapse") {
        all("details", root).forEach((fold) => { fold.open = wanted === "expand"; });
        event.target.dataset.do = wanted === "expand" ? "collapse" : "expand";
        event.target.textContent = wanted === "expand" ? "Collapse all" : "Expand all";
      }
    });
  }

  // Tables: a click on the head of a column sorts all rows of a list, the folded ones too.

  const UNITS = { bytes: 1, byte: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
  const number = (text) => {
    const found = text.match(/(-?[\d,]*\.?\d+)\s*([KMGT]iB)?/);
    return found ? Number(found[1].replaceAll(",", "")) * (UNITS[found[2]] ?? 1) : -1;
  };
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function sort(grid, place, numeric, down) {
    const bodies = all("tbody", grid).filter((body) => body.closest(".grid") === grid);
    const rows = bodies.flatMap((body) => [...body.rows]);
    const sizes = bodies.map((body) => body.rows.length);
    const keyed = rows.map((row) => {
      const text = row.cells[place]?.textContent.trim() ?? "";
      return [numeric ? number(text) : text, row];
    });
    keyed.sort(([a], [b]) => (numeric ? a - b : order.compare(a, b)) * (down ? -1 : 1));
    bodies.forEach((body, index) => {
      body.append(...keyed.splice(0, sizes[index]).map(([, row]) => row));
    });
    for (const table of all("table", grid)) {
      table.classList.add("sorted");
      [...table.tHead.rows[0].cells].forEach((cell, index) => {
        if (index === place) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
      });
    }
  }

  for (const grid of all(".grid")) {
    if (all("tbody tr", grid).length < 4) continue;
    for (const head of all("thead tr", grid)) {
      [...head.cells].forEach((cell, place) => {
        const button = make("button", cell.textContent, { type: "button", class: "sort" });
        cell.replaceChildren(button);
        button.addEventListener("click", () => {
          const numeric = cell.classList.contains("num");
          const before = cell.getAttribute("aria-sort");
          const down = before ? before === "ascending" : numeric;
          sort(grid, place, numeric, down);
          say(`Sorted by ${button.textContent}, ${down ? "descending" : "ascending"}`);
        });
      });
    }
  }

  // Buttons that copy what is to be typed.

  const copy = async (text, node) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      getSelection().selectAllChildren(node);
      return document.execCommand("copy");
    }
  };
  for (const node of all(".copy")) {
    const button = make("button", "Copy", { type: "button", class: "copies" });
    button.setAttribute("aria-label", `Copy ${node.getAttribute("aria-label") ?? "this line"}`);
    node.after(button);
    button.addEventListener("click", async () => {
      const done = await copy(node.textContent, node);
      button.textContent = done ? "Copied" : "Press Ctrl+C";
      say(button.textContent);
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }

  // The contents tell where the reader is.

  const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
  const sections = [...links.keys()].map(one).filter(Boolean);
  const list = document.querySelector(".contents ul");
  let current;
  const follow = () => {
    let here = sections[0];
    for (const section of sections) if (section.getBoundingClientRect().top <= 120) here = section;
    if (here === current) return;
    links.get(current?.id)?.removeAttribute("aria-current");
    current = here;
    const link = links.get(here.id);
    link.setAttribute("aria-current", "location");
    if (list.scrollWidth > list.clientWidth) list.scrollLeft = link.offsetLeft - list.clientWidth / 3;
    else list.scrollTop = Math.max(0, link.offsetTop - list.clientHeight / 2);
  };
  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; follow(); });
  }, { passive: true });
  follow();

  addEventListener("hashchange", () => reach(true));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash === location.hash) reach(true);
  });
  reach(true);
})();
