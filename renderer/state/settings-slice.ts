import type { StateCreator } from 'zustand/vanilla';
import type { PanelName } from '../panels/window-panels.ts';
import type { OverlookState } from './store.ts';

export type Theme = 'dark' | 'light';
export type Mode = 'lessons' | 'recordings';
export type Tab = 'operations' | 'rows' | 'transcript' | 'statistics';

export interface SettingsSlice {
  /** What was chosen; undefined: as the system has it. */
  readonly chosenTheme: Theme | undefined;
  readonly systemTheme: Theme;
  /** What is shown. */
  readonly theme: Theme;
  readonly mode: Mode;
  readonly tab: Tab;
  readonly lesson: string | undefined;
  /** What was entered for the options of a lesson, by `lesson option`. */
  readonly optionTexts: Readonly<Record<string, string>>;
  /** What was entered for the bytes of each buffer that sessions record. It does not outlive the window. */
  readonly payloadText: string;
  /** The dialog that is open over the window. */
  readonly dialog: 'keys' | 'palette' | 'query-help' | 'about' | undefined;
  /** Width of the lanes' names. */
  readonly labelsCss: number;
  /** Panels that are folded away. */
  readonly hiddenPanels: readonly PanelName[];
  readonly toggleTheme: () => void;
  /** From now on as the system has it. */
  readonly forgetTheme: () => void;
  readonly setSystemTheme: (theme: Theme) => void;
  readonly setMode: (mode: Mode) => void;
  readonly setTab: (tab: Tab) => void;
  readonly setLesson: (lesson: string) => void;
  readonly setOptionText: (lesson: string, option: string, text: string) => void;
  readonly setPayloadText: (text: string) => void;
  readonly setLabelsCss: (widthCss: number) => void;
  readonly setPanelHidden: (panel: PanelName, isHidden: boolean) => void;
  readonly setDialog: (dialog: SettingsSlice['dialog']) => void;
}

const THEME = 'overlook.theme';
const LABELS = 'overlook.labels';
const TAB = 'overlook.tab';

export const LABELS_CSS = { usual: 176, least: 110, most: 480 };
const labelsCssFrom = (value: unknown) => {
  const css = Number(value ?? LABELS_CSS.usual);
  return Number.isFinite(css)
    ? Math.min(Math.max(Math.round(css), LABELS_CSS.least), LABELS_CSS.most)
    : LABELS_CSS.usual;
};
const tabs: readonly Tab[] = ['operations', 'rows', 'transcript', 'statistics'];

/** Where settings outlive the window: localStorage, or nothing where it is forbidden. */
export interface SettingsStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export const createSettingsSlice =
  (storage: SettingsStorage, systemTheme: Theme): StateCreator<OverlookState, [], [], SettingsSlice> =>
  (set) => {
    const stored = storage.getItem(THEME);
    const chosenTheme = stored === 'dark' || stored === 'light' ? stored : undefined;
    return {
      chosenTheme,
      systemTheme,
      theme: chosenTheme ?? systemTheme,
      mode: 'lessons',
      tab: tabs.find((tab) => tab === storage.getItem(TAB)) ?? 'operations',
      labelsCss: labelsCssFrom(storage.getItem(LABELS)),
      lesson: undefined,
      optionTexts: {},
      payloadText: '0',
      hiddenPanels: [],
      dialog: undefined,
      toggleTheme: () =>
        set(({ theme }) => {
          const next = theme === 'dark' ? 'light' : 'dark';
          storage.setItem(THEME, next);
          return { chosenTheme: next, theme: next };
        }),
      forgetTheme: () =>
        set(({ systemTheme: system }) => {
          storage.setItem(THEME, 'system');
          return { chosenTheme: undefined, theme: system };
        }),
      setSystemTheme: (system) => set(({ chosenTheme: chosen }) => ({ systemTheme: system, theme: chosen ?? system })),
      setMode: (mode) => set({ mode }),
      setTab: (tab) => {
        storage.setItem(TAB, tab);
        set({ tab });
      },
      setLabelsCss: (widthCss) => {
        const labelsCss = labelsCssFrom(widthCss);
        storage.setItem(LABELS, String(labelsCss));
        set({ labelsCss });
      },
      setLesson: (lesson) => set({ lesson }),
      setOptionText: (lesson, option, text) =>
        set(({ optionTexts }) => ({ optionTexts: { ...optionTexts, [`${lesson} ${option}`]: text } })),
      setPayloadText: (payloadText) => set({ payloadText }),
      setPanelHidden: (panel, isHidden) =>
        set(({ hiddenPanels }) => {
          if (hiddenPanels.includes(panel) === isHidden) return {};
          const others = hiddenPanels.filter((name) => name !== panel);
          return { hiddenPanels: isHidden ? [...others, panel] : others };
        }),
      setDialog: (dialog) => set({ dialog }),
    };
  };
