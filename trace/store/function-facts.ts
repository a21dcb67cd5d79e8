import { directionOf } from '../statistics/direction.ts';
import { findFunction, pointeeOf, type FunctionRow, type Pointee } from '../../winsock/index.ts';

/** What building a trace needs to know of a function, worked out once. Parameters by their index; -1: it has none. */
export interface FunctionFacts {
  /** As the recording carries it; '' where a row names none. */
  readonly name: string;
  /** Undefined: this version does not know it. */
  readonly row: FunctionRow | undefined;
  readonly role: FunctionRow['role'] | undefined;
  readonly parameters: number;
  /** The WSAOVERLAPPED that it is given; its completion routine; where it writes how many bytes it has transferred. */
  readonly overlapped: number;
  readonly routine: number;
  readonly byteCount: number;
  /** Which way its bytes go: 1 to the peer, -1 from it, 0 neither. */
  readonly direction: 1 | 0 | -1;
  /** Its MSG_ flags, and whether it is given a pointer to them. */
  readonly messageFlags: number;
  readonly pointsToFlags: boolean;
  /** `type` of WSASocketW. */
  readonly socketType: number;
  /** What it is given matters beyond its entry: to what it returns, or to what it opens. */
  readonly keepsArguments: boolean;
  /** Its call changes the state of its socket (socket-states.ts). */
  readonly changesSocket: boolean;
  /** Its return says more than how it went for its operation. */
  readonly saysMore: boolean;
}

/** Of these the arguments are looked at when they have returned. */
const READ_AT_RETURN: readonly string[] = [
  'WSAWaitForMultipleEvents',
  'CreateIoCompletionPort',
  'SetFileCompletionNotificationModes',
  'shutdown',
];

/** By the number of a function in a recording; 0: none. */
export function functionFacts(names: readonly string[]): readonly FunctionFacts[] {
  return ['', ...names].map(factsOf);
}

export function factsOf(name: string): FunctionFacts {
  const row = findFunction(name);
  const parameters = row?.parameters ?? [];
  const pointingTo = (pointee: Pointee) => parameters.findIndex(([, type]) => pointeeOf(type) === pointee);
  const keepsArguments = row !== undefined && (row.opens !== undefined || READ_AT_RETURN.includes(name));
  const changesSocket = ['connect', 'ConnectEx', 'bind', 'listen', 'shutdown'].includes(name);
  const messageFlags = parameters.findIndex(([, , more]) => more?.flags === 'messageFlags');
  return {
    name,
    row,
    role: row?.role,
    parameters: parameters.length,
    overlapped: pointingTo('WSAOVERLAPPED'),
    routine: pointingTo('code'),
    byteCount: parameters.findIndex(([parameter]) => /^lp(NumberOfBytes|dwBytes)/.test(parameter)),
    direction: directionOf(name),
    messageFlags,
    pointsToFlags: messageFlags >= 0 && pointeeOf(parameters[messageFlags]![1]) !== undefined,
    socketType: parameters.findIndex(([parameter]) => parameter === 'type'),
    keepsArguments,
    changesSocket,
    saysMore: keepsArguments || changesSocket || row?.role === 'post',
  };
}
