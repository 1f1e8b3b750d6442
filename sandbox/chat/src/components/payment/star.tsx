import { useId } from 'react';
import './star.css';

const OUTLINE =
  'M12 2.6l2.75 6.02 6.57.72-4.9 4.43 1.37 6.47L12 16.95l-5.79 3.29 1.37-6.47-4.9-4.43 6.57-.72Z';

/** A Telegram Star, by default as high as the text. Drawn, because a fresh machine has no emoji. */
export function Star({ size = '1.15em' }: { size?: number | string }) {
  const gold = useId();
  return (
    <svg className="star" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <linearGradient id={gold} x1="0" y1="0" x2="0.7" y2="1">
        <stop className="star-light" offset="0" />
        <stop className="star-deep" offset="1" />
      </linearGradient>
      <path d={OUTLINE} fill={`url(#${gold})`} stroke={`url(#${gold})`} />
    </svg>
  );
}
