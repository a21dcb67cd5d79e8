/** What a recording says about itself, in the metadata of its Arrow schema under the key `overlook`. */
export interface SessionInfo {
  /** The version of the format (docs/format.md). */
  readonly format: number;
  /** The program that was run: a lesson's name. */
  readonly program: string;
  /** The names behind the `api` column: 1 is the first. */
  readonly functions: readonly string[];
  /** When the session began, ISO 8601, by the wall clock. */
  readonly startedAt: string;
  /** Whose Winsock it was. */
  readonly system: SystemInfo;
  /** Which Overlook wrote it. */
  readonly overlook: string;
  /** Of each buffer that was sent or received so many bytes are recorded; absent or 0: none. */
  readonly payloadBytes?: number;
}

export interface SystemInfo {
  /** `Windows 10.0.19045`, or `Wine 8.0 (Windows 10.0.19043)`. */
  readonly name: string;
  /** As WSAStartup told it: `WinSock 2.0`, `2.2`. */
  readonly winsock: string;
  readonly wine: boolean;
  readonly architecture: string;
  readonly node: string;
  /** Of the process that made the calls. */
  readonly processId: number;
}

export const FORMAT = 1;
export const METADATA_KEY = 'overlook';

/** Reads the metadata of a schema. Undefined when it is not that of a recording. */
export function parseSessionInfo(json: string | undefined): SessionInfo | undefined {
  if (json === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return isSessionInfo(value) ? value : undefined;
}

function isSessionInfo(value: unknown): value is SessionInfo {
  if (typeof value !== 'object' || value === null) return false;
  const info = value as Partial<Record<keyof SessionInfo, unknown>>;
  return (
    typeof info.format === 'number' &&
    typeof info.program === 'string' &&
    Array.isArray(info.functions) &&
    info.functions.every((name) => typeof name === 'string') &&
    typeof info.startedAt === 'string' &&
    isSystemInfo(info.system) &&
    typeof info.overlook === 'string' &&
    (info.payloadBytes === undefined || typeof info.payloadBytes === 'number')
  );
}

function isSystemInfo(value: unknown): value is SystemInfo {
  if (typeof value !== 'object' || value === null) return false;
  const system = value as Partial<Record<keyof SystemInfo, unknown>>;
  return (
    typeof system.name === 'string' &&
    typeof system.winsock === 'string' &&
    typeof system.wine === 'boolean' &&
    typeof system.architecture === 'string' &&
    typeof system.node === 'string' &&
    typeof system.processId === 'number'
  );
}
