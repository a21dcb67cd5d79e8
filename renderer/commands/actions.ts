import type { OptionValues } from '../../lessons/index.ts';
import type { UiRequest } from '../../protocol/index.ts';
import type { HostClient } from '../client/host-client.ts';
import type { Library } from '../state/library.ts';
import type { OverlookStore } from '../state/store.ts';
import { prepareTraceWorker } from '../state/start-trace-worker.ts';
import { saveShown } from './save-shown.ts';

/** What a person can make the window do, besides looking around. */
export interface Actions {
  /** `paused`: before its first call, to be stepped through. `options`: those that were chosen, checked. */
  runLesson(name: string, paused: boolean, options: OptionValues | undefined, payloadBytes: number): void;
  control(action: 'pause' | 'resume' | 'step' | 'stop'): void;
  openByName(recording: string): void;
  openFile(file: File): void;
  /** Shows the person's file chooser. */
  chooseFile(): void;
  save(): void;
  /** Opens a second window that shows the timeline and follows this one. */
  present(): void;
}

/** What is around the page: the desktop shell, or a browser. */
export interface Outside {
  /** The person chose or dropped this file. */
  opened(file: File): void;
  /** False: no window was opened. */
  present(): boolean;
}

/** Of a larger file not even the columns would fit into the memory of a window. */
export const MOST_BYTES = 2 ** 32;

export function createActions(
  store: OverlookStore,
  library: Library,
  client: HostClient | undefined,
  outside: Outside,
): Actions {
  const ask = async (request: UiRequest) => {
    const answer = (await client?.ask(request)) ?? {
      ok: false,
      problem: 'There is no host: open a recording from a file.',
    };
    const { setProblem, setLoading } = store.getState();
    if (!answer.ok) setLoading(false);
    setProblem(answer.ok ? undefined : answer.problem);
  };
  const actions: Actions = {
    runLesson(program, paused, options, payloadBytes) {
      store.getState().setTooBig(undefined);
      void ask({
        name: 'session/start',
        program,
        paused,
        payloadBytes,
        ...(options === undefined ? {} : { options }),
      });
    },
    control: (action) => void ask({ name: 'session/control', action }),
    openByName(recording) {
      store.getState().setTooBig(undefined);
      store.getState().setLoading(true);
      void ask({ name: 'recording/open', recording });
    },
    openFile(file) {
      if (file.size > MOST_BYTES)
        return store.getState().setTooBig({ name: file.name, bytes: file.size, most: MOST_BYTES });
      store.getState().setTooBig(undefined);
      outside.opened(file);
      void library.openFile(file, file.name);
    },
    chooseFile() {
      prepareTraceWorker();
      const chooser = document.createElement('input');
      chooser.type = 'file';
      chooser.accept = '.ovl';
      chooser.addEventListener('change', () => {
        const [file] = chooser.files ?? [];
        if (file !== undefined) actions.openFile(file);
      });
      chooser.click();
    },
    save: () => void saveShown(store, library),
    present() {
      if (outside.present()) return;
      store.getState().setProblem('The browser opened no window: allow this page to open one, and try again.');
    },
  };
  return actions;
}
