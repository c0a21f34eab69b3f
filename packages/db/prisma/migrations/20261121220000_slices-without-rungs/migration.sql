-- Rungs have roll-ups of their own: what differs in them alone becomes one row, and nothing is lost.
CREATE TABLE "MergedSlice" AS
SELECT "broadcastId", "at", "tracker", "browser", "country", "mode",
  sum("originBytes")::bigint AS "originBytes",
  sum("peerBytes")::bigint AS "peerBytes",
  sum("playedMs")::bigint AS "playedMs",
  sum("stalledMs")::bigint AS "stalledMs",
  sum("stalls")::integer AS "stalls",
  sum("latencySumMs")::bigint AS "latencySumMs",
  sum("latencyCount")::integer AS "latencyCount",
  sum("firstFrameSumMs")::bigint AS "firstFrameSumMs",
  sum("firstFrameCount")::integer AS "firstFrameCount",
  sum("sessionsStarted")::integer AS "sessionsStarted",
  sum("sessionsEnded")::integer AS "sessionsEnded",
  sum("sessionSumMs")::bigint AS "sessionSumMs",
  ARRAY[coalesce(sum("sessionLengths"[1]), 0)::integer, coalesce(sum("sessionLengths"[2]), 0)::integer, coalesce(sum("sessionLengths"[3]), 0)::integer, coalesce(sum("sessionLengths"[4]), 0)::integer, coalesce(sum("sessionLengths"[5]), 0)::integer, coalesce(sum("sessionLengths"[6]), 0)::integer, coalesce(sum("sessionLengths"[7]), 0)::integer] AS "sessionLengths"
FROM "AudienceSlice"
GROUP BY "broadcastId", "at", "tracker", "browser", "country", "mode";

DELETE FROM "AudienceSlice";

-- AlterTable
ALTER TABLE "AudienceSlice" DROP CONSTRAINT "AudienceSlice_pkey",
DROP COLUMN "rung",
ADD CONSTRAINT "AudienceSlice_pkey" PRIMARY KEY ("broadcastId", "at", "tracker", "browser", "country", "mode");

INSERT INTO "AudienceSlice" ("broadcastId", "at", "tracker", "browser", "country", "mode", "originBytes", "peerBytes", "playedMs", "stalledMs", "stalls", "latencySumMs", "latencyCount", "firstFrameSumMs", "firstFrameCount", "sessionsStarted", "sessionsEnded", "sessionSumMs", "sessionLengths")
SELECT "broadcastId", "at", "tracker", "browser", "country", "mode", "originBytes", "peerBytes", "playedMs", "stalledMs", "stalls", "latencySumMs", "latencyCount", "firstFrameSumMs", "firstFrameCount", "sessionsStarted", "sessionsEnded", "sessionSumMs", "sessionLengths" FROM "MergedSlice";

DROP TABLE "MergedSlice";
