import type { LaneKind } from './lane-kind.ts';
import { events } from './lanes/events.ts';
import { overlappedLanes } from './lanes/overlapped.ts';
import { ports } from './lanes/ports.ts';
import { sockets } from './lanes/sockets.ts';
import { threads } from './lanes/threads.ts';

/** The kinds of lanes, from top to bottom. To add one, add an entry. */
export const LANE_KINDS: readonly LaneKind[] = [threads, sockets, overlappedLanes, events, ports];
