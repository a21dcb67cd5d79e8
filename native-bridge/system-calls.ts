import koffi from 'koffi';

/**
 * What the bridge itself asks the system, besides the calls of programs. None of it is recorded: it changes nothing that
 * a program could see.
 */
export interface SystemCalls {
  readonly currentThreadId: () => number;
  /** Whether an event is signaled, without consuming the signal; undefined when the handle is not an event's. */
  readonly isSignaled: (hEvent: number) => boolean | undefined;
  /** `10.0.19045`. */
  readonly windowsVersion: () => string;
  /** `8.0`, or undefined on Windows. */
  readonly wineVersion: () => string | undefined;
}

export function bindSystemCalls(): SystemCalls {
  const kernel32 = koffi.load('kernel32.dll');
  const ntdll = koffi.load('ntdll.dll');
  // EVENT_BASIC_INFORMATION: EventType, EventState. Unlike WaitForSingleObject it leaves auto-reset events alone.
  const queryEvent = ntdll.func('uint32 __stdcall NtQueryEvent(size_t, int32, void*, uint32, void*)');
  const information = Buffer.alloc(8);
  return {
    currentThreadId: kernel32.func('uint32 __stdcall GetCurrentThreadId()') as () => number,
    isSignaled: (hEvent) =>
      queryEvent(hEvent, 0, information, 8, null) === 0 ? information.readInt32LE(4) !== 0 : undefined,
    windowsVersion: () => {
      const info = Buffer.alloc(284);
      info.writeUInt32LE(info.length, 0);
      ntdll.func('uint32 __stdcall RtlGetVersion(void*)')(info);
      return [4, 8, 12].map((offset) => info.readUInt32LE(offset)).join('.');
    },
    wineVersion: () => {
      let getVersion;
      try {
        getVersion = ntdll.func('const char* __cdecl wine_get_version()') as () => string;
      } catch {
        return undefined; // Only Wine's ntdll has it.
      }
      return getVersion();
    },
  };
}
