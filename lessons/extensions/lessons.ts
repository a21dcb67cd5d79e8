import type { Lesson } from '../program.ts';
import { acceptConnect } from './accept-connect.ts';
import { inspectSocket } from './inspect-socket.ts';
import { transmitFile } from './transmit-file.ts';

/** The functions that a socket's provider has beside the exported ones, and what a socket tells of itself. */
export const extensionLessons: readonly Lesson[] = [acceptConnect, transmitFile, inspectSocket];
