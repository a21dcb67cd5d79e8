import type { PanelImperativeHandle } from 'react-resizable-panels';

/** The panels around the timeline, with the sizes that they have at first. */
export const PANELS = {
  left: { title: 'left panel', usual: '272px', least: '180px', most: '480px' },
  right: { title: 'inspector', usual: '318px', least: '220px', most: '560px' },
  below: { title: 'tables', usual: '28%', least: '90px', most: '75%' },
} as const;

export type PanelName = keyof typeof PANELS;
export const panelNames = Object.keys(PANELS) as PanelName[];

/** Where commands find the panels of the window. Their sizes are theirs: they remember them themselves. */
export class WindowPanels {
  private readonly handles: Partial<Record<PanelName, PanelImperativeHandle | null>> = {};

  /** What a panel gives its handle to. */
  readonly hold = Object.fromEntries(
    panelNames.map((name) => [name, (handle: PanelImperativeHandle | null) => void (this.handles[name] = handle)]),
  ) as Readonly<Record<PanelName, (handle: PanelImperativeHandle | null) => void>>;

  show(name: PanelName): void {
    const panel = this.handles[name];
    if (panel?.isCollapsed() !== true) return;
    panel.expand();
    // Hidden since the window was opened, it has no size to go back to.
    if (panel.getSize().inPixels < 1) panel.resize(PANELS[name].usual);
  }

  toggle(name: PanelName): void {
    if (this.handles[name]?.isCollapsed() === true) this.show(name);
    else this.handles[name]?.collapse();
  }

  reset(): void {
    for (const name of panelNames) {
      this.show(name);
      this.handles[name]?.resize(PANELS[name].usual);
    }
  }
}
