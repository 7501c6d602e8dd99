-- fail: a line of the ledger in which something was lost or came from nowhere.
SELECT *
FROM ledger
WHERE n_in <> n_out + n_duplicate + n_rejected;
