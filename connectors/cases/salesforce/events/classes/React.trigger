trigger React on Order_Shipped__e (after insert) {
    for (Order_Shipped__e one : Trigger.new) { System.debug(one); }
}
