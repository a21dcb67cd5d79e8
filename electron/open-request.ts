import { resolve } from 'node:path';

/** What a second Overlook hands to the first: the recording that it was asked to open. */
export interface OpenRequest {
  /** Absent: only show the window. */
  readonly recording?: string;
}

/** The recording among command line arguments, as a full path. Chromium adds arguments of its own, and reorders. */
export function openRequestOf(args: readonly string[], folder: string): OpenRequest {
  const file = args.find((arg) => !arg.startsWith('-') && arg.toLowerCase().endsWith('.ovl'));
  return file === undefined ? {} : { recording: resolve(folder, file) };
}

/** The request as another process sent it: anything, until looked at. */
export function parseOpenRequest(data: unknown): OpenRequest {
  if (typeof data !== 'object' || data === null || !('recording' in data)) return {};
  return typeof data.recording === 'string' ? openRequestOf([data.recording], '.') : {};
}
