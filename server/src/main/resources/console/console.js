// What a page can do without: copying ids, local time on hovering, a button that says it is at work, two keys.
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
document.addEventListener('keydown', (event) => {
  if (event.target.closest('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...document.querySelectorAll('[data-row] a:first-of-type')];
  const at = rows.indexOf(document.activeElement);
  if (event.key === 'j') rows[Math.min(at + 1, rows.length - 1)]?.focus();
  if (event.key === 'k') rows[Math.max(at - 1, 0)]?.focus();
});
