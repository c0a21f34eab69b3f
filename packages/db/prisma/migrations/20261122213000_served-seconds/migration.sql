-- AlterTable
ALTER TABLE "OriginRollup" ADD COLUMN     "servedSeconds" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- What was served before is valued as it was: at the bytes a second that the encoder made of its rung.
UPDATE "OriginRollup" SET "servedSeconds" = ("firstBytes" + "repeatBytes") / made."bytesPerSecond"
FROM (
  SELECT "broadcastId", "epoch", "rung", sum("producedBytes")::float8 / nullif(sum("producedSeconds"), 0) AS "bytesPerSecond"
  FROM "OriginRollup" GROUP BY "broadcastId", "epoch", "rung"
) made
WHERE "OriginRollup"."broadcastId" = made."broadcastId" AND "OriginRollup"."epoch" = made."epoch"
  AND "OriginRollup"."rung" = made."rung" AND made."bytesPerSecond" > 0;
