import { hex, objectName, type SocketStateChange, type Trace } from '../../trace/index.ts';
import { namesOfFlags } from '../../winsock/index.ts';

/** A socket as it was known at a moment. Absent: not so, or not yet. */
export interface SocketAsOf {
  /** The changes of its state until then, the newest first. */
  readonly states: readonly SocketStateChange[];
  /** The completion port that it is associated with, and its key there. */
  readonly port?: string;
  readonly key?: string;
  /** The flags of SetFileCompletionNotificationModes, by their names. */
  readonly modes?: string;
}

export function socketAsOf(trace: Trace, socket: number, ns: number): SocketAsOf {
  const states = trace.socketStates.of(socket).filter(({ time }) => time <= ns);
  const {
    port,
    completionKey = 0,
    associatedAt = 0,
    notificationModes,
    modesSetAt = 0,
  } = trace.objects.get(socket) ?? {};
  return {
    states: states.toReversed(),
    ...(port === undefined || associatedAt > ns ? {} : { port: objectName(trace, port), key: hex(completionKey) }),
    ...(notificationModes === undefined || modesSetAt > ns
      ? {}
      : { modes: namesOfFlags('notificationModes', notificationModes) }),
  };
}

/** What made a state so: `by connect`, `by operation #3`; empty where nothing is known to have. */
export function stateCause(trace: Trace, { call, operation }: SocketStateChange): string {
  if (operation !== 0) return `by operation #${operation}`;
  const api = trace.calls.get(call)?.api;
  return api === undefined ? '' : `by ${api}`;
}
