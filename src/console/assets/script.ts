/** The console's own script. Without it every page works; with it they copy, search as one types, and stay live. */
export const SCRIPT = `'use strict';
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
document.documentElement.classList.add('scripted');

for (const element of all('[data-focus]')) element.focus();

// On a narrow screen the menu opens when it is asked for.
if (matchMedia('(max-width: 56rem)').matches) for (const menu of all('[data-menu]')) menu.open = false;

// What hangs over the page closes when one goes elsewhere.
document.addEventListener('click', ({ target }) => {
  for (const open of all('details[data-closes][open]')) if (!open.contains(target)) open.open = false;
});
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  for (const open of all('details[data-closes][open]')) {
    open.open = false;
    open.querySelector('summary').focus();
  }
});

// A form that is on its way is not sent again.
document.addEventListener('submit', ({ target }) => {
  if (!target.matches('[data-once]')) return;
  for (const button of all('button', target)) button.disabled = true;
});
addEventListener('pageshow', () => {
  for (const button of all('[data-once] button')) button.disabled = false;
});

for (const field of all('[data-select]')) field.addEventListener('focus', () => field.select());
if (navigator.clipboard) {
  for (const button of all('[data-copy]')) {
    const label = button.querySelector('span');
    const text = label.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      label.textContent = button.dataset.done;
      button.classList.add('done');
      setTimeout(() => {
        label.textContent = text;
        button.classList.remove('done');
      }, 2000);
    });
  }
}

for (const form of all('[data-auto]')) form.addEventListener('change', () => form.submit());

// Searching as one types: the page that the form leads to is fetched, and its results put in place of these.
for (const form of all('[data-search]')) {
  let timer;
  let latest;
  const search = async () => {
    latest?.abort();
    latest = new AbortController();
    const given = [...new FormData(form)].filter(([, value]) => value !== '');
    const url = form.action + (given.length > 0 ? '?' + new URLSearchParams(given) : '');
    try {
      const response = await fetch(url, { signal: latest.signal });
      if (response.status === 401) return location.reload();
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const results = page.getElementById(form.dataset.search);
      if (results === null) return;
      document.getElementById(form.dataset.search).replaceWith(results);
      history.replaceState(null, '', url);
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
    }
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, 200);
  });
}

// Live pages: the server sends new content for the parts of a page.
const LONGEST = 300;
for (const root of all('[data-live]')) {
  const sign = document.querySelector('[data-live-sign]');
  const status = document.querySelector('[data-news]');
  const waiting = [];
  let paused = false;
  let count = 0;
  const apply = (part, html) => {
    if (part.dataset.how !== 'prepend') {
      part.innerHTML = html;
      return;
    }
    part.insertAdjacentHTML('afterbegin', html);
    const added = html.match(/<li class="entry/g)?.length ?? 0;
    for (const entry of all(':scope > *', part).slice(0, added)) entry.classList.add('new');
    while (part.children.length > LONGEST) part.lastElementChild.remove();
    for (const empty of all('[data-until-news]', root)) empty.remove();
    count += added;
    if (status !== null) status.textContent = status.dataset.news.replace('{count}', count);
  };
  const source = new EventSource(root.dataset.live);
  const parts = root.matches('[data-part]') ? [root] : all('[data-part]', root);
  for (const part of parts) {
    source.addEventListener(part.dataset.part, ({ data }) => {
      if (paused) waiting.push([part, data]);
      else apply(part, data);
    });
  }
  source.addEventListener('end', () => {
    source.close();
    location.reload();
  });
  if (sign === null) continue;
  const button = sign.querySelector('[data-pause]');
  const text = button.textContent;
  source.addEventListener('open', () => {
    sign.hidden = false;
  });
  button.addEventListener('click', () => {
    paused = !paused;
    sign.classList.toggle('paused', paused);
    button.textContent = paused ? button.dataset.resumeText : text;
    if (!paused) for (const [part, html] of waiting.splice(0)) apply(part, html);
  });
}
`;
