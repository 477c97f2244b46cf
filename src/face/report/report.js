"use strict";
// The table of all items: filter and pages over the rows of the data block. Text of the dump only ever becomes text nodes.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const MAILBOX = 0, REST = 1, KIND = 2, VERDICT = 3, STANDINGS = 4, DAY = 5, AUTHOR = 6, ABOUT = 7;
  const NAMES = ["unproven", "corroborated", "authentic", "doubtful", "forged", "altered"];
  const ORDER = [2, 1, 0, 3, 5, 4];
  const PER_PAGE = 50;
  const authors = read("authors"), names = read("names");
  const at = (id) => document.getElementById(id);
  const body = at("list").tBodies[0];
  const locale = document.documentElement.lang;
  const shown = new Set(ORDER);
  // The rows come in blocks, read one after the other while the page already answers.
  const rows = [], blocks = [...document.querySelectorAll("script.rows")];
  const take = () => {
    const block = blocks.shift();
    for (const row of JSON.parse(block.textContent)) rows.push(row);
    block.remove();
  };
  const take_all = () => { while (blocks.length) take(); };
  let found = rows, page = 0;

  const make = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const foreign = (text) => make("bdi", text);
  const chip = (verdict) => make("span", names.verdicts[verdict], "chip v-" + NAMES[verdict]);
  const day = (number) => number === null ? "" : new Date(number * 864e5).toISOString().slice(0, 10);
  const place = (row) => names.mailboxes[row[MAILBOX]] + row[REST];
  const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

  // Lower case once, at the first search: typing must not wait for it.
  let texts = null;
  const text_of = (index) => {
    texts ??= rows.map((row) => (place(row) + "\n" + authors[row[AUTHOR]] + "\n" + row[ABOUT] + "\n" + day(row[DAY])).toLowerCase());
    return texts[index];
  };

  const filter = () => {
    const words = at("words").value.toLowerCase().split(/\s+/).filter(Boolean);
    const mailbox = at("mailbox").value;
    take_all();
    found = [];
    rows.forEach((row, index) => {
      if (!shown.has(row[VERDICT]) || (mailbox !== "" && row[MAILBOX] !== Number(mailbox))) return;
      if (words.length && !words.every((word) => text_of(index).includes(word))) return;
      found.push(row);
    });
    page = 0;
    show();
  };

  const detail = (row) => {
    const line = make("tr", undefined, "detail"), cell = make("td");
    cell.colSpan = 5;
    const standings = make("ul", undefined, "standings");
    names.aspects.forEach((aspect, index) => {
      const item = make("li", aspect + ": ");
      item.append(make("b", names.standings[(row[STANDINGS] >> (3 * index)) & 7]));
      standings.append(item);
    });
    cell.append(make("div", names.kinds[row[KIND]]), standings);
    if (names.command) cell.append(make("pre", names.command + " " + quoted(place(row))));
    line.append(cell);
    return line;
  };

  const show = () => {
    const count = found === rows ? names.rows : found.length;
    const pages = Math.max(1, Math.ceil(count / PER_PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    body.replaceChildren(...found.slice(page * PER_PAGE, (page + 1) * PER_PAGE).map((row) => {
      const line = make("tr");
      const cells = [chip(row[VERDICT]), make("span", day(row[DAY])), foreign(authors[row[AUTHOR]]), foreign(row[ABOUT]), foreign(place(row))];
      for (const content of cells) {
        const cell = make("td");
        cell.append(content);
        line.append(cell);
      }
      line.tabIndex = 0;
      const toggle = () => {
        if (line.nextSibling?.className === "detail") line.nextSibling.remove();
        else line.after(detail(row));
      };
      line.addEventListener("click", toggle);
      line.addEventListener("keydown", (event) => { if (event.key === "Enter") toggle(); });
      return line;
    }));
    at("found").textContent = names.found + count.toLocaleString(locale);
    at("page").textContent = (page + 1).toLocaleString(locale) + " / " + pages.toLocaleString(locale);
    at("back").disabled = page === 0;
    at("next").disabled = page === pages - 1;
  };

  const fill_mailboxes = () => at("mailbox").append(...names.filled.filter((index) => names.mailboxes[index] !== "").map((index) => {
    const option = make("option", names.mailboxes[index]);
    option.value = index;
    return option;
  }));
  for (const verdict of ORDER) {
    const button = make("button");
    button.append(chip(verdict));
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      if (!shown.delete(verdict)) shown.add(verdict);
      button.setAttribute("aria-pressed", String(shown.has(verdict)));
      filter();
    });
    at("chosen").append(button);
  }
  let waiting = 0;
  at("words").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  at("mailbox").addEventListener("change", filter);
  at("back").addEventListener("click", () => { page -= 1; take_all(); show(); });
  at("next").addEventListener("click", () => { page += 1; take_all(); show(); });
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  at("browser").hidden = false;
  if (blocks.length) take();
  show();
  const later = () => {
    if (!blocks.length) return fill_mailboxes();
    take();
    setTimeout(later);
  };
  setTimeout(later);
})();
