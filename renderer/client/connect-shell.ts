import type { OverlookShell, WindowNews } from '../../protocol/index.ts';
import { selectSessionActive, type OverlookState, type OverlookStore } from '../state/store.ts';

/** The window's title says what it shows, with a dot while a session is recorded. */
export function connectTitle(store: OverlookStore, document: { title: string }): void {
  const show = (state: OverlookState) => {
    const title = titleOf(state);
    if (document.title !== title) document.title = title;
  };
  show(store.getState());
  store.subscribe(show);
}

export function titleOf(state: OverlookState): string {
  const name = state.shown === undefined ? 'Overlook' : `${state.shown.name} – Overlook`;
  return selectSessionActive(state) ? `● ${name}` : name;
}

/** Tells the desktop shell what its title bar and the taskbar show, whenever that changes. */
export function connectShell(shell: OverlookShell, store: OverlookStore): void {
  let told = '';
  const tell = (state: OverlookState) => {
    const news = newsOf(state);
    // Thousandths of a file can be seen on no taskbar.
    const part = news.reading === null ? '' : news.reading.part.toFixed(2);
    const key = `${news.theme} ${part} ${news.reading?.name ?? ''}`;
    if (key === told) return;
    told = key;
    shell.tell(news);
  };
  tell(store.getState());
  store.subscribe(tell);
}

function newsOf({ progress, shown, chosenTheme }: OverlookState): WindowNews {
  return {
    reading: progress === undefined ? null : { name: shown?.name ?? '', part: progress.part ?? 0 },
    theme: chosenTheme ?? 'system',
  };
}
