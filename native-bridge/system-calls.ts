import koffi from 'koffi';

/**
 * What the bridge itself asks the system, besides the calls of programs. None of it is recorded: it changes nothing that
 * a program could see.
 */
export interface SystemCalls {
  readonly currentThreadId: () => number;
  /** Whether an event is signaled, without consuming the signal; undefined when the handle is not an event's. */
  readonly isSignaled: (hEvent: number) => boolean | undefined;
  /** How many packets are queued at a completion port; undefined where the system does not tell. */
  readonly portDepth: (port: number) => number | undefined;
  /** `10.0.19045`. */
  readonly windowsVersion: () => string;
  /** `8.0`, or undefined on Windows. */
  readonly wineVersion: () => string | undefined;
}

export function bindSystemCalls(): SystemCalls {
  const kernel32 = koffi.load('kernel32.dll');
  const ntdll = koffi.load('ntdll.dll');
  // EVENT_BASIC_INFORMATION: EventType, EventState. Unlike WaitForSingleObject it leaves auto-reset events alone.
  const queryEvent = optional(ntdll, 'uint32 __stdcall NtQueryEvent(size_t, int32, void*, uint32, void*)');
  const information = Buffer.alloc(8);
  const queryPort = optional(ntdll, 'uint32 __stdcall NtQueryIoCompletion(size_t, int32, void*, uint32, void*)');
  return {
    currentThreadId: kernel32.func('uint32 __stdcall GetCurrentThreadId()') as () => number,
    isSignaled: (hEvent) =>
      queryEvent?.(hEvent, 0, information, 8, null) === 0 ? information.readInt32LE(4) !== 0 : undefined,
    portDepth: (port) => (queryPort?.(port, 0, information, 4, null) === 0 ? information.readUInt32LE(0) : undefined),
    windowsVersion: () => {
      const info = Buffer.alloc(284);
      info.writeUInt32LE(info.length, 0);
      ntdll.func('uint32 __stdcall RtlGetVersion(void*)')(info);
      return [4, 8, 12].map((offset) => info.readUInt32LE(offset)).join('.');
    },
    wineVersion: () => {
      // Only Wine's ntdll has it.
      const getVersion = optional(ntdll, 'const char* __cdecl wine_get_version()');
      return getVersion === undefined ? undefined : String(getVersion());
    },
  };
}

/** A function that some systems do not have: NtQueryEvent and NtQueryIoCompletion are not promised by any page. */
function optional(dll: ReturnType<typeof koffi.load>, declaration: string) {
  try {
    return dll.func(declaration) as (...args: readonly unknown[]) => unknown;
  } catch {
    return undefined;
  }
}
