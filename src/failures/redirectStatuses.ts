/** The HTTP statuses of a redirect. */
export const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];
