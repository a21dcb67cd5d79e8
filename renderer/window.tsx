import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { Inspector } from './panels/inspector.tsx';
import { KeysDialog } from './panels/keys-dialog.tsx';
import { LeftPanel } from './panels/left-panel.tsx';
import { Notices } from './panels/notices.tsx';
import { Palette } from './panels/palette.tsx';
import { Stage } from './panels/stage.tsx';
import { StatusBar } from './panels/status-bar.tsx';
import { TopBar } from './panels/top-bar.tsx';

/** The window: what you do on the left, the timeline, what you look at on the right, tables below. */
export function Window() {
  const columns = useDefaultLayout({ id: 'overlook.columns', storage: localStorage });
  const rows = useDefaultLayout({ id: 'overlook.rows', storage: localStorage });
  return (
    <div className="window">
      <TopBar />
      <Notices />
      <Group className="body" orientation="vertical" {...rows}>
        <Panel id="above" defaultSize="72%" minSize="240px">
          <Group orientation="horizontal" {...columns}>
            <Panel id="left" defaultSize="272px" minSize="180px" maxSize="480px">
              <LeftPanel />
            </Panel>
            <Separator className="separator" />
            <Panel id="stage" minSize="320px">
              <Stage />
            </Panel>
            <Separator className="separator" />
            <Panel id="right" defaultSize="318px" minSize="220px" maxSize="560px">
              <Inspector />
            </Panel>
          </Group>
        </Panel>
        <Separator className="separator" />
        <Panel id="below" defaultSize="28%" minSize="90px">
          <BottomPanel />
        </Panel>
      </Group>
      <StatusBar />
      <KeysDialog />
      <Palette />
    </div>
  );
}
