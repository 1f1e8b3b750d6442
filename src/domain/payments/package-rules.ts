import { type FieldProblem, isOneLine, isWholeWithin, unless } from '../shared/field-problem.ts';
import { languages } from '../users/user.ts';
import type { CreditPackage } from './credit-package.ts';
import type { Money } from './money.ts';

/** As short as Telegram wants what a button hides; orders and their logs name it. */
const idPattern = /^[a-z0-9][a-z0-9_-]{0,31}$/;
/** Of an invoice. Source: Bot API, `sendInvoice`. */
const longestTitle = 32;
const mostCredits = 1_000_000;
/** Of a subscription. Source: Bot API, `createInvoiceLink`. */
const mostSubscriptionStars = 10_000n;
const mostStars = 100_000n;
/** Kopecks: a ruble and a million. */
const [leastRub, mostRub] = [100n, 100_000_000n];
const lastPosition = 1_000_000;

/** What an admin must not offer. */
export function packageProblems(one: CreditPackage): readonly FieldProblem<keyof CreditPackage>[] {
  return [
    ...unless(
      idPattern.test(one.id),
      'id',
      'must be 1 to 32 small letters, digits, dashes or underscores, beginning with a letter or digit',
    ),
    ...unless(
      languages.every((language) => isOneLine(one.title[language], longestTitle)),
      'title',
      `must be 1 to ${longestTitle} characters in one line in each language`,
    ),
    ...unless(
      isWholeWithin(one.credits, 1, mostCredits),
      'credits',
      `must be a whole number from 1 to ${mostCredits}`,
    ),
    ...unless(
      isWholeWithin(one.bonusCredits, 0, mostCredits),
      'bonusCredits',
      `must be a whole number from 0 to ${mostCredits}`,
    ),
    ...priceProblems(one),
    ...unless(
      isWholeWithin(one.position, 0, lastPosition),
      'position',
      `must be a whole number from 0 to ${lastPosition}`,
    ),
  ];
}

function priceProblems({ stars, rub, isSubscription }: CreditPackage) {
  const starLimit = isSubscription ? mostSubscriptionStars : mostStars;
  return [
    ...unless(isWithin(stars, 1n, starLimit), 'stars', `must be from 1 to ${starLimit} Stars`),
    ...unless(isWithin(rub, leastRub, mostRub), 'rub', 'must be from 1.00 to 1000000.00 rubles'),
    ...unless(
      !isSubscription || stars !== undefined,
      'stars',
      'must be given for a subscription: it is sold for Stars alone',
    ),
    ...unless(
      !isSubscription || rub === undefined,
      'rub',
      'must not be given for a subscription: it is sold for Stars alone',
    ),
    ...unless(
      isSubscription || stars !== undefined || rub !== undefined,
      'stars',
      'must be given when there is no price in rubles',
    ),
  ] as const;
}

const isWithin = (price: Money | undefined, least: bigint, most: bigint): boolean =>
  price === undefined || (price.minor >= least && price.minor <= most);
