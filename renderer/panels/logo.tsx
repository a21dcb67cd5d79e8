/** Two operations that overlap, and the cursor that looks at them. */
export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <rect className="logo-flight" x="1" y="5" width="11" height="4" rx="1" />
      <rect className="logo-unnoticed" x="8" y="11" width="11" height="4" rx="1" />
      <path className="logo-cursor" d="M10 1v18" />
    </svg>
  );
}
