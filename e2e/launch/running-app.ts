import type { Page } from '@playwright/test';
import type { ElectronModule, Recorded } from '../double/operations.ts';

/**
 * What runs the same renderer and host: a browser; Electron's double, its main process in this Node or, on `wine`, in
 * Windows Node; or Electron itself.
 */
export type CarrierName = 'browser' | 'double' | 'wine' | 'electron';

/** An Overlook that was started for one test. */
export interface RunningApp {
  readonly carrier: CarrierName;
  /** The window, with its page loaded. */
  readonly page: Page;
  /** Of the process with the host in it. */
  readonly exitCode: Promise<number | null>;
  /** What that process printed. */
  output(): string;
  /** Ends it as a person would; resolves when it is gone. */
  close(): Promise<void>;
}

export type MainModule = ElectronModule & { readonly recorded: readonly Recorded[] };

/** One with a main process of Electron, or of its double. */
export interface DesktopApp extends RunningApp {
  /** Runs a function that uses nothing but its arguments in the main process. */
  evaluate<Result, Arg>(run: (electron: MainModule, arg: Arg) => Result | Promise<Result>, arg?: Arg): Promise<Result>;
}

export interface LaunchOptions {
  /** Arguments after the program's own: a recording. */
  readonly args?: readonly string[];
  /** The folder that an Electron app calls its user data; one of its own when absent. */
  readonly userData?: string;
}
