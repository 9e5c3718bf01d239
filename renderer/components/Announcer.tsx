import { useEffect, useState } from 'react';

/** Said politely by screen readers when it changes; the grid's own cells are read by the grid. */
export function Announcer({ message }: { message: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    // A later text node is what makes the same sentence heard twice.
    const timer = setTimeout(() => setSaid(message), 80);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div className="spoken" role="status" aria-live="polite">
      {said}
    </div>
  );
}
