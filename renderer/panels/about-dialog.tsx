import { Fragment } from 'react';
import type { SessionInfo } from '../../trace/index.ts';
import { useApp, useSelect } from '../app-context.ts';
import { Dialog } from './dialog.tsx';
import { Logo } from './logo.tsx';

/** Which Overlook this is, and where the rows that are shown come from: what somebody who reports a fault must say. */
export function AboutDialog() {
  return (
    <Dialog name="about" label="About Overlook">
      <About />
    </Dialog>
  );
}

function About() {
  const { library } = useApp();
  const host = useSelect((state) => state.host);
  const shown = useSelect((state) => state.shown);
  const trace = library.shown?.trace;
  return (
    <>
      <h2>
        <Logo /> Overlook
      </h2>
      <p>
        Shows what overlapped socket I/O really does. Nothing is simulated: every bar is a WSAOVERLAPPED that a real
        Winsock processed.
      </p>
      <h3>This Overlook</h3>
      <Facts
        of={[
          ['Version', host?.version ?? 'not known without its host'],
          ['Winsock here', host?.winsock.text],
          ['Window', engineOf(navigator.userAgent)],
          ['License', 'MIT, © 2026 The Overlook developers'],
        ]}
      />
      {trace !== undefined && shown !== undefined && (
        <>
          <h3>What is shown</h3>
          <Facts
            of={[['Name', shown.name], ...provenance(trace.info), ['Rows', trace.rows.length.toLocaleString('en')]]}
          />
        </>
      )}
      <form method="dialog">
        <button type="submit" className="button primary">
          Close
        </button>
      </form>
    </>
  );
}

type Fact = readonly [what: string, value: string | undefined];

/** What a recording says of itself. */
function provenance({ program, startedAt, system, overlook }: SessionInfo): readonly Fact[] {
  return [
    ['Program', program],
    ['Recorded', startedAt],
    ['System', `${system.name}, ${system.architecture}`],
    ['Winsock', system.winsock],
    ['By', `Overlook ${overlook}, Node ${system.node}, process ${system.processId}`],
  ];
}

function Facts({ of }: { readonly of: readonly Fact[] }) {
  return (
    <dl>
      {of.map(
        ([what, value]) =>
          value !== undefined && (
            <Fragment key={what}>
              <dt>{what}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}

/** `Electron 45.4.1, Chromium 150.0.0.0` of what a browser calls itself. */
function engineOf(userAgent: string): string {
  const found = [...userAgent.matchAll(/(Electron|Chrome)\/([\d.]+)/g)].map(
    ([, name, version]) => `${name === 'Chrome' ? 'Chromium' : name} ${version}`,
  );
  return found.length === 0 ? userAgent : found.toSorted().toReversed().join(', ');
}
