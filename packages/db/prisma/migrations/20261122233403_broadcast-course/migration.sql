-- CreateTable
CREATE TABLE "BroadcastCourse" (
    "broadcastId" TEXT NOT NULL,
    "values" JSONB NOT NULL,

    CONSTRAINT "BroadcastCourse_pkey" PRIMARY KEY ("broadcastId")
);

-- AddForeignKey
ALTER TABLE "BroadcastCourse" ADD CONSTRAINT "BroadcastCourse_broadcastId_fkey" FOREIGN KEY ("broadcastId") REFERENCES "Broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;
