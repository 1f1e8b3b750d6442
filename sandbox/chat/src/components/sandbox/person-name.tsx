import { usePage } from '../../state/app.ts';
import { fullName } from '../../state/page-state.ts';

/** A person's name that leads to their chat. */
export function PersonName({ userId }: { userId: number }) {
  const user = usePage((state) => state.users.get(userId));
  return (
    <a className="person-name" href={`#/${userId}`}>
      {user === undefined ? userId : fullName(user)}
    </a>
  );
}
