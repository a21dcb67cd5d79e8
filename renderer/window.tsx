import { Group, Panel, Separator, useDefaultLayout, type PanelSize } from 'react-resizable-panels';
import { useApp, useSelect } from './app-context.ts';
import { AboutDialog } from './panels/about-dialog.tsx';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { Inspector } from './panels/inspector.tsx';
import { KeysDialog } from './panels/keys-dialog.tsx';
import { LeftPanel } from './panels/left-panel.tsx';
import { Logo } from './panels/logo.tsx';
import { Notices } from './panels/notices.tsx';
import { Palette } from './panels/palette.tsx';
import { QueryHelp } from './panels/query-help.tsx';
import { Stage } from './panels/stage.tsx';
import { StatusBar } from './panels/status-bar.tsx';
import { SessionPill, TopBar } from './panels/top-bar.tsx';
import { PANELS, type PanelName } from './panels/window-panels.ts';

export function Window() {
  return useApp().isPresentation ? <PresentationWindow /> : <MainWindow />;
}

/** What you do on the left, the timeline, what you look at on the right, tables below. */
function MainWindow() {
  const columns = useDefaultLayout({ id: 'overlook.columns', storage: localStorage });
  const rows = useDefaultLayout({ id: 'overlook.rows', storage: localStorage });
  const panelOf = usePanelProps();
  return (
    <div className="window">
      <TopBar />
      <Notices />
      <Group className="body" orientation="vertical" {...rows}>
        <Panel id="above" minSize="160px">
          <Group orientation="horizontal" {...columns}>
            <Panel {...panelOf('left')}>
              <LeftPanel />
            </Panel>
            <Handle of="left" />
            <StageAndInspector />
          </Group>
        </Panel>
        <Handle of="below" />
        <Panel {...panelOf('below')}>
          <BottomPanel />
        </Panel>
      </Group>
      <StatusBar />
      <Dialogs />
    </div>
  );
}

/** For an audience: the timeline, and the operation that is looked at. Nothing to operate. */
function PresentationWindow() {
  const columns = useDefaultLayout({ id: 'overlook.presentation', storage: localStorage });
  const name = useSelect(({ shown }) => shown?.name ?? 'Overlook');
  return (
    <div className="window is-presentation">
      <header className="top-bar">
        <h1 className="logo">
          <Logo />
          {name}
        </h1>
        <span className="spring" />
        <SessionPill />
      </header>
      <Notices />
      <Group className="body" orientation="horizontal" {...columns}>
        <StageAndInspector />
      </Group>
      <Dialogs />
    </div>
  );
}

function StageAndInspector() {
  const panelOf = usePanelProps();
  return (
    <>
      <Panel id="stage" minSize="320px">
        <Stage />
      </Panel>
      <Handle of="right" />
      <Panel {...panelOf('right')}>
        <Inspector />
      </Panel>
    </>
  );
}

function Dialogs() {
  return (
    <>
      <KeysDialog />
      <QueryHelp />
      <AboutDialog />
      <Palette />
    </>
  );
}

function usePanelProps() {
  const { store, panels } = useApp();
  return (name: PanelName) => ({
    id: name,
    defaultSize: PANELS[name].usual,
    minSize: PANELS[name].least,
    maxSize: PANELS[name].most,
    collapsible: true,
    panelRef: panels.hold[name],
    onResize: ({ inPixels }: PanelSize) => store.getState().setPanelHidden(name, inPixels < 1),
  });
}

/** The edge of a panel: dragged, moved by arrow keys, and with a double click the panel goes away or comes back. */
function Handle({ of }: { readonly of: PanelName }) {
  const { panels } = useApp();
  return (
    <Separator
      className="separator"
      aria-label={`Size of the ${PANELS[of].title}`}
      disableDoubleClick
      onDoubleClick={() => panels.toggle(of)}
    />
  );
}
