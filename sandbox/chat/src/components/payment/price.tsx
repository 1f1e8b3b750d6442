import { Fragment, type ReactNode } from 'react';
import { STARS } from '../../text/format-money.ts';
import { money, starCount } from '../../text/money.ts';
import { Star } from './star.tsx';
import './price.css';

type PriceProps = {
  readonly currency: string;
  /** In the smallest unit of the currency; whole Stars. */
  readonly totalAmount: number;
};

/** An amount that never breaks between its sign and its digits. */
export function Price({ currency, totalAmount }: PriceProps) {
  return (
    <span className="price">
      {currency === STARS ? (
        <>
          <Star />
          <span className="visually-hidden">⭐ </span>
          {starCount(totalAmount)}
        </>
      ) : (
        money(currency, totalAmount)
      )}
    </span>
  );
}

/** A sentence of the dictionary with its `{price}` drawn. */
export function WithPrice({ text, children }: { text: string; children: ReactNode }) {
  const parts = text.split('{price}');
  return parts.map((part, index) => (
    <Fragment key={index}>
      {index > 0 && children}
      {part}
    </Fragment>
  ));
}

/** Words with every ⭐ drawn, as Telegram does on Pay buttons. */
export function WithStars({ text }: { text: string }) {
  const parts = text.split(/\s?(?:⭐\uFE0F?|XTR)\s?/u);
  return parts.map((part, index) => (
    <Fragment key={index}>
      {index > 0 && (
        <>
          {' '}
          <Star />
          <span className="visually-hidden">⭐</span>{' '}
        </>
      )}
      {part}
    </Fragment>
  ));
}
