import { UsersAndCredits1763800000001 } from './1763800000001-users-and-credits.ts';
import { Generations1763800000002 } from './1763800000002-generations.ts';
import { ImagesAndAlbums1763800000003 } from './1763800000003-images-and-albums.ts';
import { Plumbing1763800000004 } from './1763800000004-plumbing.ts';
import { Payments1763800000005 } from './1763800000005-payments.ts';
import { PaymentPlumbing1763800000006 } from './1763800000006-payment-plumbing.ts';

/** All migrations, oldest first. Named one by one, so that every runtime loads the same list. */
export const migrations = [
  UsersAndCredits1763800000001,
  Generations1763800000002,
  ImagesAndAlbums1763800000003,
  Plumbing1763800000004,
  Payments1763800000005,
  PaymentPlumbing1763800000006,
];
