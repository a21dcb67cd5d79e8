import { useEffect, useRef, type ReactNode } from 'react';
import { useApp, useSelect } from '../app-context.ts';
import type { SettingsSlice } from '../state/settings-slice.ts';

/**
 * A dialog over the window, open while the state says so. The browser keeps the focus in it, closes it with Escape and
 * gives the focus back to where it was.
 */
export function Dialog(props: {
  readonly name: NonNullable<SettingsSlice['dialog']>;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const isOpen = useSelect((state) => state.dialog === props.name);
  return isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ name, label, children }: Parameters<typeof Dialog>[0]) {
  const { store } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // Taken out of the page, a dialog has no time to give the focus back itself.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const close = () => store.getState().setDialog(undefined);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${name}`}
      aria-label={label}
      onClose={close}
      onPointerDown={(event) => {
        // The backdrop is the dialog itself, outside of its box.
        if (event.target === dialog.current && isOutside(event, dialog.current)) close();
      }}
    >
      {children}
    </dialog>
  );
}

function isOutside({ clientX, clientY }: { clientX: number; clientY: number }, element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
