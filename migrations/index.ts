import { UsersAndCredits1763800000001 } from './1763800000001-users-and-credits.ts';
import { Generations1763800000002 } from './1763800000002-generations.ts';
import { ImagesAndAlbums1763800000003 } from './1763800000003-images-and-albums.ts';
import { Plumbing1763800000004 } from './1763800000004-plumbing.ts';
import { Payments1763800000005 } from './1763800000005-payments.ts';
import { PaymentPlumbing1763800000006 } from './1763800000006-payment-plumbing.ts';
import { Access1763800000007 } from './1763800000007-access.ts';
import { ChangeFeed1763800000008 } from './1763800000008-change-feed.ts';
import { ListIndexes1763800000009 } from './1763800000009-list-indexes.ts';
import { Webhooks1763800000010 } from './1763800000010-webhooks.ts';
import { Content1763800000011 } from './1763800000011-content.ts';
import { Rollups1763800000012 } from './1763800000012-rollups.ts';
import { CreditAudits1763800000013 } from './1763800000013-credit-audits.ts';

/** All migrations, oldest first. Named one by one, so that every runtime loads the same list. */
export const migrations = [
  UsersAndCredits1763800000001,
  Generations1763800000002,
  ImagesAndAlbums1763800000003,
  Plumbing1763800000004,
  Payments1763800000005,
  PaymentPlumbing1763800000006,
  Access1763800000007,
  ChangeFeed1763800000008,
  ListIndexes1763800000009,
  Webhooks1763800000010,
  Content1763800000011,
  Rollups1763800000012,
  CreditAudits1763800000013,
];
