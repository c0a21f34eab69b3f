-- CreateTable
CREATE TABLE "LeftBroadcast" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LeftBroadcast_pkey" PRIMARY KEY ("id")
);
