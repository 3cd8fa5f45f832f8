// What a page can do without: copying ids, local time on hovering, a button that says it is at work, keys.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  navigator.clipboard?.writeText(button.dataset.copy).then(() => {
    button.dataset.done = 'copied';
    setTimeout(() => delete button.dataset.done, 1200);
  });
});
document.addEventListener('mouseover', (event) => {
  const time = event.target.closest('time[datetime]:not([title])');
  if (time) time.title = new Date(time.dateTime).toLocaleString() + ' local time';
});
document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy) return;
  setTimeout(() => { button.textContent = button.dataset.busy; }, 300);
});
// A page that reads itself again closes no menu that somebody has opened on it.
window.htmx?.config.morphIgnore.push('open');
// Keys: /console/keys says what each does. None of them sends a form; the most that one does is to open a page.
const places = { d: 'deliveries', c: 'customers', u: 'usage', p: 'proof', s: 'settings' };
const rows = () => [...document.querySelectorAll('[data-row]')].map((row) => row.querySelector('a')).filter(Boolean);
const row = () => document.activeElement?.closest('[data-row]');
const move = (by) => {
  const all = rows();
  const at = all.indexOf(row()?.querySelector('a'));
  all[Math.min(Math.max(at < 0 ? 0 : at + by, 0), all.length - 1)]?.focus();
};
const keys = {
  '/': () => document.getElementById('search')?.select(),
  '?': () => location.assign('/console/keys'),
  j: () => move(1),
  k: () => move(-1),
  r: () => row()?.querySelector('a[data-testid=retry]')?.click(),
};
let going = 0;
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    document.querySelector('details[open]:focus-within')?.removeAttribute('open');
    document.activeElement?.blur();
    return;
  }
  if (event.target.closest?.('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
  const isGoing = event.timeStamp - going < 1500 && going > 0;
  going = event.key === 'g' && !isGoing ? event.timeStamp : 0;
  if (isGoing) {
    // Only where the navigation has it: a playground or a page of another version may be missing.
    const link = document.querySelector(`.top nav a[href="/console/${places[event.key]}"]`);
    link?.click();
    return;
  }
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
