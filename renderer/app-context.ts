import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { CommandParts } from './commands/command-parts.ts';
import type { Command } from './commands/commands.ts';
import type { Search } from './state/search.ts';
import type { OverlookState } from './state/store.ts';
import type { TableOrder } from './state/table-order.ts';

/** What every panel of the window has: the state, the rows, and what a person can do. */
export interface App extends CommandParts {
  readonly search: Search;
  readonly order: TableOrder;
  readonly commands: readonly Command[];
  /** This window shows what another one shows, to an audience. */
  readonly isPresentation: boolean;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('Outside the window');
  return app;
}

/** A part of the state; the panel is drawn again when it changes. */
export function useSelect<T>(select: (state: OverlookState) => T): T {
  return useStore(useApp().store, select);
}

/** The recording that is shown, as panels show it. */
export function useShown() {
  const { library } = useApp();
  useSelect((state) => state.panels);
  return library.shown;
}
