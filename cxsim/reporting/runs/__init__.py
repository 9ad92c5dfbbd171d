"""What one simulation shows: who stays, who leaves and why, where they wait, how they feel, who they are."""
