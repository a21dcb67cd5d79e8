import type * as Electron from 'electron';
import type { Link } from './link.ts';

/** What a port carries here. The product sends nothing else; Electron would take more. */
export type Carried = string | null | Uint8Array;

/** Main → preload. `ports` are numbers of ports that come along; the preload makes real ones for them. */
export interface ToPage {
  readonly channel: string;
  readonly data: string | null;
  readonly ports: readonly number[];
}

/** Main → a port of the page. */
export type ToPort =
  | { readonly kind: 'port'; readonly port: number; readonly data: Carried }
  | { readonly kind: 'close'; readonly port: number };

/** Preload → main. `started`: a document has been loaded; the ports of the one before are gone. */
export type FromPage =
  | { readonly kind: 'started' }
  | { readonly kind: 'ipc'; readonly channel: string; readonly address: string; readonly data: string | null }
  | { readonly kind: 'port'; readonly port: number; readonly data: string };

/** What the main process asks of the fixture, which owns the browser. */
export interface FixtureOperations {
  /** `ports`: where the page reads what its ports carry. */
  create(args: { window: number; width: number; height: number; preload: string; ports: string }): Promise<void>;
  load(args: { window: number; address: string }): Promise<void>;
  reload(args: { window: number }): Promise<void>;
  run(args: { window: number; code: string }): Promise<unknown>;
  close(args: { window: number }): Promise<void>;
  toPage(args: { window: number; message: ToPage }): Promise<void>;
}

/** What the fixture asks of the main process: what happened to a window, and what a spec wants. */
export interface MainOperations {
  request(args: { method: string; address: string }): Promise<{ status: number; headers: object; body: Uint8Array }>;
  /** Whether the window may go there. */
  navigate(args: { window: number; address: string }): boolean;
  openWindow(args: { window: number; address: string }): void;
  loaded(args: { window: number }): void;
  closed(args: { window: number }): void;
  /** The page has something to download. Resolves to whether nobody prevents it. */
  download(args: { window: number; address: string; name: string }): boolean;
  /** It has been saved there, or not at all. */
  downloaded(args: { window: number; path: string | null }): void;
  fromPage(args: { window: number; message: FromPage }): void;
  /** Runs the text of a function in the main process, as Playwright does with real Electron. */
  evaluate(args: { source: string; arg: unknown }): unknown;
  quit(args: object): void;
}

/** The fixture's end. */
export type MainLink = Link<MainOperations, FixtureOperations>;

/** What specs see in evaluate(): the real module, and in the double the calls that it recorded. */
export type ElectronModule = typeof Electron;
export interface Recorded {
  readonly api: string;
  readonly args: readonly unknown[];
}
