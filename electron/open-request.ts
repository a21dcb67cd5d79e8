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

/**
 * The path that a page gives for a file of the person's. None on the network: asking Windows for one tells that machine who
 * the person is, and a page must not be able to do that.
 */
export function localRecording(data: unknown): string | undefined {
  if (typeof data === 'string' && /^[\\/]{2}/.test(data)) return undefined;
  return parseOpenRequest({ recording: data }).recording;
}
