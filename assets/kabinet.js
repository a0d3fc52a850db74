// SPDX-License-Identifier: Apache-2.0
// What pages gain from JavaScript. Every page works without it: here buttons appear that need it, words come sooner,
// and nothing is decided that the server does not decide again. All words come from the page, in its language.

const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];

// The sentence of a data- attribute with {name} filled in.
const sentence = (element, name, value = '') => (element.dataset[name] ?? '').replace(/\{\w+\}/, value);

function focusSummary() {
  const summary = document.querySelector('[data-focus]');
  summary?.focus();
  // A link of the summary leads into the field itself, not only to it.
  summary?.addEventListener('click', (event) => {
    const field = event.target.closest('a') && document.getElementById(event.target.closest('a').hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
  });
}

function showPasswords() {
  for (const button of all('[data-show]')) {
    const input = document.getElementById(button.getAttribute('aria-controls'));
    button.hidden = input.disabled;
    const show = (shown) => {
      input.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shown));
      const use = button.querySelector('use');
      use.setAttribute('href', use.getAttribute('href').replace(/#.*/, shown ? '#eye-off' : '#eye'));
    };
    button.addEventListener('click', () => show(input.type === 'password'));
    // Browsers keep and offer a password only from a field of that type.
    input.form?.addEventListener('submit', () => show(false));
  }
}

// A word about a password while it is typed: length, variety and runs. Common ones only the server knows.
function strengthOf(password) {
  if (/[\u0400-\u04ff]/.test(password)) return ['layout', 1];
  if (password.length < 12) return ['short', 1];
  const kinds = new Set(password).size;
  const runs = [...password].filter((char, at) => at > 1 && isRun(password, at)).length;
  const worth = Math.min(password.length, kinds * 1.6) - runs;
  if (worth < 9) return ['weak', 1];
  if (worth < 13) return ['fair', 2];
  return worth < 18 ? ['good', 3] : ['strong', 4];
}

// Three of the same in a row, or up or down the alphabet: "aaa", "123", "cba".
function isRun(text, at) {
  const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
  return Math.abs(step) < 2 && step === text.charCodeAt(at - 1) - text.charCodeAt(at - 2);
}

function meterPasswords() {
  for (const meter of all('[data-meter]')) {
    const input = meter.closest('[data-password]').querySelector('input');
    const tell = () => {
      meter.hidden = input.value === '';
      const [word, level] = strengthOf(input.value);
      meter.dataset.level = level;
      const words = meter.querySelector('span');
      if (!meter.hidden && words.textContent !== meter.dataset[word]) words.textContent = meter.dataset[word];
    };
    input.addEventListener('input', tell);
    tell();
  }
}

// Is this login free? Asked when the field is left; silence when the server cannot tell.
function checkLogins() {
  for (const input of all('[data-free-check]')) {
    const live = document.getElementById(`${input.id}-live`);
    let asked = '';
    const say = (state) => {
      live.dataset.state = state === 'free' ? 'good' : 'bad';
      live.textContent = state ? live.dataset[state] : '';
    };
    input.addEventListener('input', () => { asked = ''; say(''); });
    input.addEventListener('blur', async () => {
      const login = input.value.trim();
      if (login === asked || !/^[A-Za-z][A-Za-z0-9._-]{2,31}$/.test(login)) return;
      asked = login;
      try {
        const answer = await fetch(input.dataset.freeCheck + encodeURIComponent(login), { headers: { accept: 'application/json' } });
        if (!answer.ok || asked !== login) return;
        say((await answer.json()).available ? 'free' : 'taken');
      } catch {
        asked = '';
      }
    });
  }
}

// A button that may be used again only after a while counts the seconds down.
function countDown() {
  for (const button of all('[data-wait]')) {
    const words = button.querySelector('span');
    const label = words.textContent;
    const until = Date.now() + Number(button.dataset.wait) * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      words.textContent = left > 0 ? sentence(button, 'waitText', left) : label;
      if (left > 0) setTimeout(tick, 250);
    };
    tick();
  }
}

function copyTexts() {
  for (const button of all('[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.querySelector('span');
    words.setAttribute('aria-live', 'polite');
    const label = words.textContent;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      words.textContent = button.dataset.done;
      setTimeout(() => { words.textContent = label; }, 2000);
    });
  }
}

// The link of a theme already leads to the page in that theme; here the page changes in place and the server is told.
function switchThemes() {
  const choices = all('[data-theme-choice]');
  for (const choice of choices) {
    choice.addEventListener('click', async (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      document.documentElement.dataset.bsTheme = choice.dataset.themeChoice;
      for (const other of choices) other.removeAttribute('aria-current');
      choice.setAttribute('aria-current', 'true');
      await fetch(choice.href, { method: 'HEAD', keepalive: true }).catch(() => {});
    });
  }
}

// Menus close with Escape, and when the focus or a click goes elsewhere.
function closeMenus() {
  const menus = all('[data-menu]');
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of menus.filter((menu) => menu.open)) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  for (const kind of ['click', 'focusin']) {
    document.addEventListener(kind, (event) => {
      for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
    });
  }
}

// A form is sent once, however often its button is pressed; coming back by the browser's history frees it.
function sendOnce() {
  for (const form of all('form[method=post]')) {
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = '1';
    });
  }
  addEventListener('pageshow', () => all('form[data-sent]').forEach((form) => delete form.dataset.sent));
}

// A slider beside a number: two ways to set one value; the number is what is sent.
function addSliders() {
  for (const input of all('[data-slider]')) {
    const slider = document.createElement('input');
    slider.type = 'range';
    for (const name of ['min', 'max', 'step', 'value']) slider[name] = input[name];
    slider.setAttribute('aria-label', input.dataset.slider);
    slider.addEventListener('input', () => {
      input.value = slider.value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    input.addEventListener('input', () => { slider.value = input.value; });
    input.after(slider);
  }
}

// The sum of what is chosen, as the server computes it: its block of the page is fetched anew with every change.
function livePrices() {
  for (const form of all('form[data-live-price]')) {
    const tidy = () => form.querySelector('[data-recalculate]')?.remove();
    let asked, timer;
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      const chosen = new FormData(form);
      chosen.delete('csrf');
      const address = `${form.dataset.livePrice}?${new URLSearchParams(chosen)}`;
      try {
        const answer = await fetch(address, { signal: asked.signal });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        form.querySelector('[data-price] [role=status]').replaceChildren(...page.querySelector('[data-price] [role=status]').childNodes);
        history.replaceState(null, '', address);
      } catch {
        // The next change asks again.
      }
    };
    form.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 200);
    });
    tidy();
  }
}

focusSummary();
addSliders();
livePrices();
showPasswords();
meterPasswords();
checkLogins();
countDown();
copyTexts();
switchThemes();
closeMenus();
sendOnce();
