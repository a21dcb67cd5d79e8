import type { Library } from '../state/library.ts';
import type { OverlookStore } from '../state/store.ts';
import type { WindowPanels } from '../panels/window-panels.ts';
import type { TimelineCanvas } from '../timeline/timeline-canvas.ts';
import type { Actions } from './actions.ts';

/** What commands work on. */
export interface CommandParts {
  readonly store: OverlookStore;
  readonly library: Library;
  readonly actions: Actions;
  readonly stage: StageOfTimeline;
  readonly panels: WindowPanels;
}

/** Where commands find the timeline while it is on the screen. */
export class StageOfTimeline {
  timeline: TimelineCanvas | undefined;

  hold(timeline: TimelineCanvas | undefined): void {
    this.timeline = timeline;
  }
}

/** What a command does, and when it can: the palette leaves out what cannot be done now. */
export type Does = (() => void) | { readonly run: () => void; readonly isPossible: () => boolean };

/** From when to when the selected operation or call lasted; what goes on lasts until the end of what was observed. */
export function selectedStretch({ store, library }: CommandParts): { fromNs: number; toNs: number } | undefined {
  const { selection, session } = store.getState();
  const trace = library.shown?.trace;
  if (trace === undefined || selection === undefined) return undefined;
  if (selection.kind === 'call') {
    const call = trace.calls.get(selection.id);
    return call && { fromNs: call.enteredAt, toNs: call.returnedAt ?? session.endNs };
  }
  const operation = trace.operation(selection.id);
  return (
    operation && {
      fromNs: operation.issuedAt,
      toNs: operation.fetchedAt ?? operation.releasedAt ?? session.endNs,
    }
  );
}
