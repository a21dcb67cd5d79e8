import { useState } from 'react';
import { directionOf, type BufferBytes } from '../../trace/index.ts';
import { buffersAsOf, bytesText, hexLines, MOST_SHOWN } from '../state/buffers-as-of.ts';
import type { OperationAtCursor } from './operation-at-cursor.ts';

/** The first bytes of what an operation sends, or has received at the cursor, as hex and text. */
export function Buffers({ trace, operation, cursor }: OperationAtCursor) {
  const known = buffersAsOf(trace, operation, cursor);
  if (known === undefined) return null;
  const title = directionOf(operation.api) === 1 ? 'Bytes to send' : 'Bytes received';
  if (known.kind === 'none') {
    return (
      <>
        <h3>{title}</h3>
        <p className="faint" data-testid="no-buffers">
          {known.why}
        </p>
      </>
    );
  }
  const { buffers, length } = known.recorded;
  const missing = length - buffers.reduce((bytes, buffer) => bytes + buffer.length, 0);
  return (
    <>
      <h3>
        {title}: {bytesText(length)}
      </h3>
      <div data-testid="buffers">
        {buffers.map((buffer, index) => (
          <Buffer
            key={`${operation.id} ${index}`}
            name={buffers.length === 1 ? 'Buffer' : `Buffer ${index + 1} of ${buffers.length}`}
            isOnly={buffers.length === 1}
            buffer={buffer}
          />
        ))}
        {missing > 0 ? <p className="faint">{bytesText(missing)} in further buffers were not recorded.</p> : null}
        <p className="faint">{known.when}</p>
      </div>
    </>
  );
}

function Buffer({
  name,
  isOnly,
  buffer,
}: {
  readonly name: string;
  readonly isOnly: boolean;
  readonly buffer: BufferBytes;
}) {
  const [showsAll, setShowsAll] = useState(false);
  const { length, bytes } = buffer;
  const most = showsAll ? bytes.length : MOST_SHOWN;
  const left = length - bytes.length;
  return (
    <>
      {isOnly ? null : (
        <p className="buffer-name">
          {name}: {bytesText(length)}
        </p>
      )}
      <pre
        className="hex mono"
        // It may be wider than the panel: then keys scroll it.
        tabIndex={0}
        role="region"
        aria-label={`${name}, ${bytesText(length)}, as hex and text`}
      >
        {hexLines(buffer, most)}
      </pre>
      {bytes.length > most ? (
        <button type="button" className="link" onClick={() => setShowsAll(true)}>
          Show all {bytes.length} recorded bytes
        </button>
      ) : null}
      {left > 0 ? (
        <p className="faint">{left === 1 ? '1 more byte was' : `${left} more bytes were`} not recorded.</p>
      ) : null}
    </>
  );
}
