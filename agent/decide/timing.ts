/**
 * The times, in milliseconds, on which safety rests. A voter keeps its promise (`vote`) longer than a leader relies on it
 * (`backing`); the difference is what a leader has for closing writes.
 */
export const timing = {
  /** One turn of the loop. */
  tick: 250,
  /** The next turn when something is about to run out. */
  soon: 50,
  /** How long a leader relies on a vote, counted from when it SENT what the voter's message answers. */
  backing: 1000,
  /** How long a voter (peer or witness) stays bound, counted from when it RECEIVED the leader's last message. */
  vote: 1750,
  /** After this long without a message the peer counts as silent. */
  peerSilent: 1750,
  /** A primary whose VIP vanished waits this long for keepalived to come back with it: a respawn of its child takes 740. */
  vipDebounce: 1100,
  /** Counted from when the VIP was seen to be gone (which a turn may come late for): then writes are closed, or mysqld ends. */
  writableWithoutVip: 1600,
  /** Closing writes when another node leads or the server does not answer; then mysqld ends. */
  hardFence: 500,
  /** Closing writes on a person's word; then mysqld is asked to end. */
  softFence: 5000,
  /** However late it is, closing gets this long before mysqld is killed. */
  leastFence: 250,
  /** Unless another node may be leading by now, because this one woke up too late: then every moment has two writers. */
  overdueFence: 100,
  /** Writes are closed this long before a vote runs out. */
  fenceMargin: 100,
  /** A VIP stays this long in front of a node that waits for the votes; then it is let go. */
  votesBudget: 5000,
  /** A switchover waits this long for both nodes to be fit for it: a node that has just come back needs `keepalivedRise`. */
  switchoverChecks: 5000,
  /** After a good verdict keepalived's check must succeed twice, a second apart, before it may take the VIP. */
  keepalivedRise: 3000,
  /** The standby has this long to apply everything before writes, which are closed meanwhile, are opened again. */
  handoverOffer: 1000,
  /** An offer that is neither fulfilled nor taken back is forgotten. */
  handover: 3000,
  /** After giving up its role a node does not take it back for this long. */
  handoverHold: 3000,
  /** Whoever asked for a switchover is answered at the latest then. */
  handoverEnd: 10_000,
  /** A primary that reaches neither peer nor gateway has noticed, and closed writes, this long after the last message. */
  cutOffStops: 4000,
  /** The VIP on both nodes for longer than this is no matter of late messages. */
  rivalVip: 1500,
  /** What a peer that led until now has, and this node seems to lack, has arrived and is seen within this time. */
  catchUp: 1000,
  /** A promotion waits this long for the look at who else answers for the VIP. */
  vipProbe: 400,
  /** And this long for a host that does to stop; its votes are gone, so it cannot write. */
  vipContested: 2000,
  /** Where somebody answers the next look comes after this long. */
  vipProbeAgain: 100,
  /** keepalived has this long to take the VIP away after a bad verdict. */
  vipDrop: 1500,
  /** How long a refused VIP is kept away. */
  verdictHold: 10_000,
  /** No contact between replica and source for longer than this before the primary was lost: semi-sync cannot be trusted. */
  contactGap: 5000,
  /** Policy `availability`: an incomplete node may be promoted after this long. */
  incompletePatience: 30_000,
  /** One automatic promotion per node and this window. */
  flapWindow: 600_000,
  /**
   * The peer's GTIDs must be this much newer than ours before a difference is believed, under `availability` by the semi-sync
   * timeout more: a commit that still waits there for an acknowledgement, which we may have, is in no GTID set yet.
   */
  divergenceMargin: 4000,
  /** Under `consistency`, applying what was received must end within this time. */
  drainBudget: 60_000,
  /** A joined replica has this long to show both threads running. */
  joinVerify: 10_000,
  /** Pauses between attempts to start an applier again that stopped for want of room. */
  applierRetry: { shortest: 5000, longest: 60_000 },
  /** A failed action is tried again after this long. */
  retry: 1000,
  /** A rebuild that failed is tried again after this long. */
  rebuildRetry: 30_000,
  /** Semi-sync that stays off beside a standby that has everything is renewed after this long. */
  semisyncRenewal: 3000,
  /** A node whose state has not got to the disk for this long cannot take a term. */
  unsaved: 5000,
  /** A disk that counts as full for this long is nobody's passing burst. */
  diskFull: 3000,
  /** A full disk has room when it had it all this time: a file that a server tries to make grow and takes back lets it flicker. */
  diskRoom: 5000,
  /** The watermark is written at most this often. */
  watermark: 1000,
  heartbeat: 5000,
  /** A replica's status that was read longer ago tells nothing of its lag: it cannot be read while the server waits for room. */
  staleStatus: 5000,
  /** No heartbeat when the peer has been quiet for longer than this. */
  heartbeatContact: 400,
  /** After start the agent waits this long for the peer before it judges without it. */
  settle: 3000,
} as const

/** "Now" as the caller measured it. */
export interface Time {
  /** Milliseconds since the machine booted: the only clock that decisions use. */
  uptime: number
  /** Wall time, ISO 8601, for records that people read. */
  wall: string
}
