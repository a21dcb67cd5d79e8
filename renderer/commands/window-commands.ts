import { programs } from '../../lessons/index.ts';
import { chosenOptions, chosenPayload } from '../state/chosen-options.ts';
import { LABELS_CSS, type Mode, type Tab } from '../state/settings-slice.ts';
import { selectLesson, selectSessionActive } from '../state/store.ts';
import type { CommandParts, Does } from './command-parts.ts';

/** Files, the session, and what the window shows around the timeline. */
export function windowCommands({ store, library, actions, panels }: CommandParts) {
  const state = () => store.getState();
  const session = () => state().host?.session?.state;
  const runLesson = () => {
    const name = selectLesson(state());
    const lesson = programs.get(name ?? '');
    if (name === undefined || lesson === undefined) return;
    const { optionTexts, payloadText, setProblem } = state();
    const options = chosenOptions(lesson, (option) => optionTexts[`${name} ${option}`]);
    const payload = chosenPayload(payloadText);
    if (typeof options === 'string') setProblem(options);
    else if (typeof payload === 'string') setProblem(payload);
    else actions.runLesson(name, false, options, payload);
  };
  const showTab = (tab: Tab) => {
    state().setTab(tab);
    panels.show('below');
  };
  const showMode = (mode: Mode) => {
    state().setMode(mode);
    panels.show('left');
  };
  const clear = () => {
    if (state().dialog !== undefined) return state().setDialog(undefined);
    if (state().problem !== undefined) return state().setProblem(undefined);
    if (state().range !== undefined) return state().clearRange();
    state().select(undefined);
  };
  return {
    open: () => actions.chooseFile(),
    save: { run: () => actions.save(), isPossible: () => library.shown?.trace !== undefined },
    'run-lesson': {
      run: runLesson,
      isPossible: () => state().host?.winsock.available === true && !selectSessionActive(state()),
    },
    'pause-or-resume': {
      run: () => actions.control(session() === 'paused' ? 'resume' : 'pause'),
      isPossible: () => session() === 'running' || session() === 'paused',
    },
    step: { run: () => actions.control('step'), isPossible: () => session() === 'paused' },
    stop: { run: () => actions.control('stop'), isPossible: () => selectSessionActive(state()) },
    search: () => {
      panels.show('below');
      document.querySelector<HTMLInputElement>('#table-filter')?.focus();
    },
    palette: () => state().setDialog('palette'),
    'show-operations': () => showTab('operations'),
    'show-rows': () => showTab('rows'),
    'show-transcript': () => showTab('transcript'),
    'show-lessons': () => showMode('lessons'),
    'show-recordings': () => showMode('recordings'),
    'toggle-left': () => panels.toggle('left'),
    'toggle-right': () => panels.toggle('right'),
    'toggle-below': () => panels.toggle('below'),
    'reset-window': () => {
      panels.reset();
      state().setLabelsCss(LABELS_CSS.usual);
    },
    'toggle-theme': () => state().toggleTheme(),
    'system-theme': () => state().forgetTheme(),
    present: () => actions.present(),
    'show-keys': () => state().setDialog('keys'),
    'show-query-help': () => state().setDialog('query-help'),
    'show-about': () => state().setDialog('about'),
    clear,
  } satisfies Record<string, Does>;
}
